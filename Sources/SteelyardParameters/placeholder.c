#include "SteelyardParameters.h"
