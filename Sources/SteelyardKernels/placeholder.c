#include "SteelyardKernels.h"
