import SteelyardContracts
import SteelyardPricing
import TestSupport
import Testing

@Suite("Black-76") struct Black76Tests {
}
