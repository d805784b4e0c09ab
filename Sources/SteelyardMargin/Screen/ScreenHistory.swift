/// Tells the frames of one matrix, each written over the one before, from all others: by reference, so that none is ever
/// taken for another that has gone.
final class ScreenHistory: Sendable {}
