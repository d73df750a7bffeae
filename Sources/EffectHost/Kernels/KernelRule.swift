// The rules of the canonical ABI that can be broken at a kernel's boundary, noted without allocating. Plain values, any
// thread.

/// A rule, and who broke it.
struct KernelRule: BitwiseCopyable, Sendable {
    enum Rule: BitwiseCopyable, Sendable {
        case outOfBounds, misaligned, tooLong, beyondAllowance, badText, badCharacter, badCase, badHandle
        case tooManyHandles, unknownFunction, calledBack
    }

    enum Side: BitwiseCopyable, Sendable {
        case script, kernel
    }

    let rule: Rule
    let side: Side

    @_noLocks
    init(rule: Rule, side: Side) {
        self.rule = rule
        self.side = side
    }

    /// In words. Allocates: not on the audio thread.
    var description: String {
        let who = side == .script ? "the script's engine passed it" : "it passed"
        switch rule {
        case .outOfBounds: return "\(who) an address outside of memory"
        case .misaligned: return "\(who) a misaligned address"
        case .tooLong: return "\(who) a list or string longer than the canonical ABI allows"
        case .beyondAllowance: return "\(who) values of more than \(KernelTransfer.allowance) bytes in one call"
        case .badText: return "\(who) text that is not UTF-8"
        case .badCharacter: return "\(who) a number that is no Unicode scalar value"
        case .badCase: return "\(who) a case that its type doesn't have"
        case .badHandle: return "\(who) a handle that it doesn't hold, or that was lent to the same call"
        case .tooManyHandles: return "more than \(KernelInstance.handleLimit) handles are held at once"
        case .unknownFunction: return "\(who) the number of a function that doesn't exist"
        case .calledBack: return "it used a handle while it was only allowed to allocate or to free"
        }
    }
}
