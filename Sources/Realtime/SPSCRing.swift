// A queue from one thread to one other. Made and freed off the audio thread; either end may be the audio thread's.

/// A bounded queue between one thread that writes and one that reads; neither ever waits for the other.
///
/// Each call finishes in a fixed number of steps whatever the other thread does. The handles are plain pointers: they
/// must not outlive the ring, and at any time one thread at most may use each of them.
/// Source: Lamport, "Specifying concurrent program modules", ACM TOPLAS 5(2), 1983, with acquire and release in place
/// of sequential consistency.
///
/// The audio thread may use the handles: nothing here is marked `@_noLocks`, since the compiler refuses the mark on
/// generic code, but it checks the code once it stands, with its concrete type, in a function that is.
@usableFromInline
package struct SPSCRing<Element: BitwiseCopyable>: ~Copyable {
    /// How many elements it holds: a power of two.
    package let capacity: Int
    private let indices: UnsafeMutablePointer<RingIndices>
    private let elements: UnsafeMutablePointer<Element>

    /// Room for at least that many elements. Range: 1...2³⁰; rounded up to a power of two.
    package init(minimumCapacity: Int) {
        precondition(minimumCapacity >= 1 && minimumCapacity <= 1 << 30)
        capacity = 1 << (Int.bitWidth - (minimumCapacity - 1).leadingZeroBitCount)
        indices = .allocate(capacity: 1)
        indices.initialize(to: RingIndices())
        elements = .allocate(capacity: capacity)
        // Touched, so that no page is missing later.
        UnsafeMutableRawPointer(elements).initializeMemory(
            as: UInt8.self, repeating: 0, count: capacity * MemoryLayout<Element>.stride)
    }

    deinit {
        // SAFETY: the handles don't outlive the ring, as their users promise; the elements are trivial.
        indices.deinitialize(count: 1)
        indices.deallocate()
        elements.deallocate()
    }

    /// Where it lies, to be locked.
    package var memory: [UnsafeRawBufferPointer] {
        [
            UnsafeRawBufferPointer(start: indices, count: MemoryLayout<RingIndices>.stride),
            UnsafeRawBufferPointer(start: elements, count: capacity * MemoryLayout<Element>.stride),
        ]
    }

    /// The end that is written to.
    package var producer: Producer { Producer(indices: indices, elements: elements, mask: capacity - 1) }

    /// The end that is read from.
    package var consumer: Consumer { Consumer(indices: indices, elements: elements, mask: capacity - 1) }

    /// Writes to a ring. One thread at a time.
    @usableFromInline
    package struct Producer {
        @usableFromInline let indices: UnsafeMutablePointer<RingIndices>
        @usableFromInline let elements: UnsafeMutablePointer<Element>
        @usableFromInline let mask: Int

        init(indices: UnsafeMutablePointer<RingIndices>, elements: UnsafeMutablePointer<Element>, mask: Int) {
            self.indices = indices
            self.elements = elements
            self.mask = mask
        }

        /// Appends an element. False, and nothing is done, when the ring is full.
        @inlinable
        package func push(_ element: Element) -> Bool {
            let (written, count) = indices.pointee.forProducer()
            guard count <= mask else { return false }
            // SAFETY: the mask keeps the index within the ring, and the consumer is done with this place.
            (elements + (written & mask)).initialize(to: element)
            indices.pointee.didWrite(upTo: written &+ 1)
            return true
        }

        /// How many elements can be pushed at least, until the next is.
        @inlinable
        package func freeCount() -> Int { mask &+ 1 &- indices.pointee.forProducer().count }
    }

    /// Reads from a ring. One thread at a time.
    @usableFromInline
    package struct Consumer {
        @usableFromInline let indices: UnsafeMutablePointer<RingIndices>
        @usableFromInline let elements: UnsafeMutablePointer<Element>
        @usableFromInline let mask: Int

        init(indices: UnsafeMutablePointer<RingIndices>, elements: UnsafeMutablePointer<Element>, mask: Int) {
            self.indices = indices
            self.elements = elements
            self.mask = mask
        }

        /// Takes out the oldest element; nil when there is none.
        @inlinable
        package func pop() -> Element? {
            let (read, count) = indices.pointee.forConsumer()
            guard count > 0 else { return nil }
            // SAFETY: the mask keeps the index within the ring, and the producer has written this place.
            let element = elements[read & mask]
            indices.pointee.didRead(upTo: read &+ 1)
            return element
        }

        /// How many elements can be popped at least.
        @inlinable
        package func availableCount() -> Int { indices.pointee.forConsumer().count }
    }
}

// SAFETY: elements are trivial, and what one thread wrote is handed to the other by release and acquire. That each
// handle has one thread at a time is its users' promise.
extension SPSCRing: @unchecked Sendable where Element: Sendable {}
extension SPSCRing.Producer: @unchecked Sendable where Element: Sendable {}
extension SPSCRing.Consumer: @unchecked Sendable where Element: Sendable {}
