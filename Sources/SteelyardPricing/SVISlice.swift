/// A raw SVI slice; the colleague's file replaces this one.
public struct SVISlice: Sendable, Hashable {}
