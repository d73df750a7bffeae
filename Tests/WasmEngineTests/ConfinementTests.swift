// What is left to a process that has confined itself. Test threads.
import CConfinement
import CTestSupport
import Foundation
import TestSupport
import Testing

@Suite struct ConfinementTests {
    /// A child begins with what this process has, which may be a lot of address space for instances.
    private static let memoryBytes = 1 << 40

    private static let confine: @convention(c) () -> Int32 = {
        var allowance = cajon_allowance(memory_bytes: UInt64(ConfinementTests.memoryBytes), processor_seconds: 10)
        var step: UnsafePointer<CChar>?
        return cajon_confine(&allowance, &step)
    }

    /// What a child can do after that.
    private func abilities(_ confine: @convention(c) () -> Int32) throws -> (can: Int32, fileRemains: Bool) {
        let folder = try TemporaryFolder("cajon-confinement")
        let file = try folder.write("secret", "secret.txt")
        let can = cajon_confined_abilities(confine, file, 2 * Self.memoryBytes)
        return (can, FileManager.default.fileExists(atPath: file))
    }

    @Test func `it starts threads, and can't do anything else`() throws {
        let (can, fileRemains) = try abilities(Self.confine)
        #expect(can == Int32(CAJON_CAN_START_THREADS.rawValue))
        #expect(fileRemains)
    }

    @Test func `a filter that is refused is a failure`() {
        let status = cajon_status_of_child {
            guard cajon_refuse_filters(EPERM) == 0 else { return -2 }
            return ConfinementTests.confine()
        }
        #expect(status == EPERM)
    }

    @Test func `a kernel without filters does without`() {
        let statuses = [
            cajon_status_of_child { cajon_refuse_filters(EINVAL) == 0 ? ConfinementTests.confine() : -2 },
            cajon_status_of_child { cajon_refuse_filters(ENOSYS) == 0 ? ConfinementTests.confine() : -2 },
        ]
        #expect(statuses == [0, 0])
    }

    @Test func `one that has not is able to do all that is tried`() throws {
        let (can, fileRemains) = try abilities { 0 }
        // But for those that only some users have.
        let tried =
            CAJON_CAN_START_THREADS.rawValue | CAJON_CAN_OPEN.rawValue | CAJON_CAN_CHANGE_FILES.rawValue
            | CAJON_CAN_HAVE_DESCRIPTORS.rawValue | CAJON_CAN_ALLOCATE.rawValue | CAJON_CAN_FORK.rawValue
            | CAJON_CAN_EXECUTE.rawValue
        #expect(can & Int32(tried) == Int32(tried))
        #expect(!fileRemains)
    }
}
