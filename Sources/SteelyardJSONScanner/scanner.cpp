#include "SteelyardJSONScanner.h"
