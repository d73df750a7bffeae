// Zips in which two readers find two things, and such as never end. Data.

import Bundles

extension HostileCase {
    static let kinds: [HostileCase] = [
        entry("a symbolic link", "is a symbolic link") { $0.attributes = 0o120777 << 16 },
        entry("a folder by its mode", "is a folder") { $0.attributes = 0o040755 << 16 },
        entry("a folder by DOS's attributes", "is a folder") { $0.attributes |= 0x10 },
        entry("a disk's name", "is a disk's name") { $0.attributes |= 0x08 },
        entry("a character device", "is a device, a pipe or a socket") { $0.attributes = 0o020666 << 16 },
        entry("a block device", "is a device, a pipe or a socket") { $0.attributes = 0o060666 << 16 },
        entry("a pipe", "is a device, a pipe or a socket") { $0.attributes = 0o010666 << 16 },
        entry("a socket", "is a device, a pipe or a socket") { $0.attributes = 0o140666 << 16 },
        entry("a file that runs as another user", "would run as another user") { $0.attributes = 0o104755 << 16 },
        entry("an encrypted file", "is encrypted") { $0.both { $0.flags |= 1 } },
        entry("a strongly encrypted file", "is encrypted") { $0.both { $0.flags |= 1 << 6 } },
        entry("encrypted headers", "is encrypted") { $0.both { $0.flags |= 1 << 13 } },
        entry("a field of AES", "has a field 0x9901 in its zip header, encryption") {
            $0.both { $0.extra = field(0x9901, [1, 0, 0x41, 0x45, 3, 8, 0]) }
        },
        entry("a patch", "has zip flags that bundles don't have, 0x20") { $0.both { $0.flags |= 1 << 5 } },
        entry("bzip2", "is packed by method 12") { $0.both { $0.method = 12 } },
        entry("LZMA", "is packed by method 14") { $0.both { $0.method = 14 } },
        entry("PPMd", "is packed by method 98") { $0.both { $0.method = 98 } },
        entry("AES", "is packed by method 99") { $0.both { $0.method = 99 } },
        entry("version 6.3 of zip", "needs version 63 of zip") { $0.both { $0.version = 63 } },
        entry("a comment at a file", "has a comment in the zip's directory") { $0.comment = Array("hello".utf8) },
        entry("another disk", "lies on another disk") { $0.disk = 1 },
        entry("sizes of a Zip64", "has a field 0x1 in its zip header, sizes of a Zip64") {
            $0.both { $0.extra = field(1, number(22, 8) + number(22, 8)) }
        },
        entry("sizes that only a Zip64 has", "has sizes of a Zip64") { entry in
            entry.both { header in
                header.byteCount = 0xFFFF_FFFF
                header.packedByteCount = 0xFFFF_FFFF
                header.extra = field(1, number(22, 8) + number(22, 8))
            }
        },
        entry("libarchive's own field", "has a field 0x6c78 in its zip header") {
            $0.both { $0.extra = field(0x6C78, [7, 20, 3, 0, 0, 0, 0, 0xFF, 0xA1]) }
        },
        entry("an unknown field", "has a field 0x4242 in its zip header") { $0.both { $0.extra = field(0x4242, [1]) } },
        entry("a field that goes on beyond its header", "has a field in its zip header that is cut short") {
            $0.both { $0.extra = number(0x5455, 2) + number(60, 2) }
        },
        entry("many fields in front of it", "has more fields in its zip header than bundles have") {
            $0.local.extra = field(0x5455, [UInt8](repeating: 0, count: 200))
        },
    ]

    static let lies: [HostileCase] = [
        entry("another method in front of it", "has the zip method 8 in front of it and 0") { $0.local.method = 8 },
        entry("other flags in front of it", "has the zip flags 2 in front of it and 0") { $0.local.flags = 2 },
        entry("another size in front of it", "has the size 5 in front of it and 22") { $0.local.byteCount = 5 },
        entry("another packed size in front of it", "has the packed size 5 in front of it and 22") {
            $0.local.packedByteCount = 5
        },
        entry("another checksum in front of it", "has the checksum 5 in front of it") { $0.local.crc32 = 5 },
        entry("a stored file of two sizes", "is stored, and yet has 5 bytes and 22 packed") {
            $0.both { $0.byteCount = 5 }
        },
        entry("a stored file with its size after it", "is stored with its size after it") { $0.describe() },
        entry("another size after it", "has other sizes or another checksum after it") { entry in
            entry.deflate(Deflated.stored(entry.data))
            entry.describe()
            entry.descriptor[12] ^= 1
        },
        entry("nothing after it, where its size should be", "has other sizes or another checksum after it") { entry in
            entry.deflate(Deflated.stored(entry.data))
            entry.describe()
            entry.descriptor = []
        },
        entry("a wrong checksum", "CRC") { $0.both { $0.crc32 ^= 1 } },
        entry("a wrong checksum of a deflated file", "CRC") { entry in
            entry.deflate(Deflated.stored(entry.data))
            entry.both { $0.crc32 ^= 1 }
        },
        entry("no deflated bytes at all", "can't be unpacked") { entry in
            entry.deflate([0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        },
        entry("a deflated file that doesn't end", "can't be unpacked") { entry in
            entry.deflate([0] + number(22, 2) + number(~22, 2) + entry.data)
        },
        entry("a deflated file that is longer than it says", "wrong size (read 23, expected 22)") { entry in
            entry.deflate(Deflated.stored(entry.data + [1]))
        },
        entry("a deflated file that is shorter than it says", "wrong size (read 21, expected 22)") { entry in
            entry.deflate(Deflated.stored(Array(entry.data.dropLast())))
        },
        entry("bytes after the end of a deflated file", "wrong size (read 27, expected 31)") { entry in
            entry.deflate(Deflated.stored(entry.data) + [1, 2, 3, 4])
        },
        entry("bytes after the end of a deflated file, and its size after it", "wrong size (read 27, expected") {
            entry in
            entry.deflate(Deflated.stored(entry.data) + [1, 2, 3, 4])
            entry.describe()
        },
        entry(
            "a size after it, and another one before that", "is shorter packed than the 45 bytes that its header says"
        ) { entry in
            let honest = Deflated.stored(entry.data)
            let descriptor =
                number(0x0807_4B50, 4) + number(entry.central.crc32, 4) + number(honest.count, 4) + number(22, 4)
            entry.deflate(honest + descriptor + [9, 9])
            entry.describe()
        },
        zip("files that lie in each other", "and should at") { $0.entries[3].offset = 0 },
        zip("a file that is another one's bytes", "and should at") { zip in
            let inner = ZipForge(entries: [zip.entries[4]]).bytes
            zip.entries[3].data += inner
            zip.entries[4].offset = 200
        },
        zip("a file that the directory doesn't name", "and should at") { zip in
            let hidden = ZipForge(entries: [ZipForge.Entry(Array("evil.txt".utf8), [1])]).bytes
            zip.entries[4].gap = Array(hidden.prefix(39))
        },
        zip("a file that the directory doesn't name, after the last", "between its last file and the zip's directory") {
            zip in
            zip.gap = Array(ZipForge(entries: [ZipForge.Entry(Array("evil.txt".utf8), [1])]).bytes.prefix(39))
        },
        zip("something in front", "doesn't begin as a zip") { $0.prefix = Array("#!/bin/sh\n".utf8) },
        zip("a program in front", "doesn't begin as a zip") { $0.prefix = [0x7F, 0x45, 0x4C, 0x46] },
        zip("another zip in front", "and should at") { zip in
            zip.prefix = ZipForge(entries: [ZipForge.Entry(Array("evil.txt".utf8), [1])]).bytes
        },
        zip("something at the end", "there is something after it") { $0.suffix = [0] },
        zip("another zip at the end", "isn't where it says") { zip in
            zip.suffix = ZipForge(entries: [ZipForge.Entry(Array("evil.txt".utf8), [1])]).bytes
        },
        zip("a comment", "or a comment") { $0.comment = Array("hello".utf8) },
        zip("a comment that is an end as well", "isn't as long as it says, or isn't where it says") {
            $0.comment = number(0x0605_4B50, 4) + [UInt8](repeating: 0, count: 18)
        },
        zip("fewer files in the directory's end", "with more in it than its 7 files") {
            $0.count = $0.entries.count - 1
        },
        zip("more files in the directory's end", "ends before its file") { $0.count = $0.entries.count + 1 },
        zip("no files in the directory's end", "isn't as long as it says") { $0.count = 0 },
        zip("a directory that is elsewhere", "isn't where it says") { $0.directoryOffset = 4 },
        zip("a longer directory", "isn't as long as it says") { $0.directoryByteCount = 4_000 },
        zip("several disks", "is a part of a zip of several disks") { $0.disk = 1 },
        zip("a Zip64's end", "is a Zip64") { zip in
            zip.locator = number(0x0706_4B50, 4) + [UInt8](repeating: 0, count: 16)
            (zip.count, zip.directoryOffset) = (0xFFFF, 0xFFFF_FFFF)
        },
        zip("a Zip64's end that isn't needed", "isn't as long as it says, or isn't where it says") { zip in
            zip.locator =
                number(0x0606_4B50, 4) + [UInt8](repeating: 0, count: 52) + number(0x0706_4B50, 4)
                + [UInt8](repeating: 0, count: 16)
        },
        HostileCase("nothing", "is empty") { [] },
        HostileCase("a zip without files", "doesn't begin as a zip with a file") { ZipForge(entries: []).bytes },
        HostileCase("a text", "is no bundle") { Array("This is a sound, honestly.".utf8) },
        HostileCase("gzip", "is no bundle") { [0x1F, 0x8B, 8, 0] + [UInt8](repeating: 0, count: 40) },
        HostileCase("7-Zip", "is no bundle") {
            [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C] + [UInt8](repeating: 0, count: 40)
        },
        HostileCase("tar", "is no bundle") { Array("preset.json".utf8) + [UInt8](repeating: 0, count: 2_000) },
        HostileCase("the first four bytes of a zip", "is cut short") { [0x50, 0x4B, 3, 4] },
    ]

    static let bombs: [HostileCase] = [
        entry("a bomb that says so", "at most 200 times as many are allowed") { entry in
            entry.deflate(Deflated.zeros(runs: 10))
            entry.both { $0.byteCount = 100 << 20 }
        },
        entry("a bomb that says that it is small", "unpacks to more than the 22 bytes") {
            $0.deflate(Deflated.zeros(runs: 1 << 18))
        },
        entry("a bomb with its size after it", "unpacks to more than the 22 bytes") { entry in
            entry.deflate(Deflated.zeros(runs: 1 << 18))
            entry.describe()
        },
        entry("a file of 3 GiB", "and at most 134217728 are allowed") { entry in
            entry.deflate(Deflated.zeros(runs: 10))
            entry.both { $0.byteCount = 3 << 30 }
        },
        forged("2,000 files", "has 2008 files, and at most 1024 are allowed") { forge in
            for index in 0..<2_000 { forge.files.append((Array("z\(index)".utf8), [])) }
            forge.sort()
        },
        forged("1,025 files", "has 1025 files, and at most 1024 are allowed") { forge in
            for index in 0..<1_018 { forge.files.append((Array("z\(index)".utf8), [])) }
            forge.sort()
        },
        forged("many large files", "its files have more than 536870912 bytes together") { forge in
            for index in 0..<5 { forge.files.append((Array("z\(index)".utf8), [])) }
            forge.changeZip = { zip in
                for index in zip.entries.indices.suffix(5) {
                    zip.entries[index].deflate([UInt8](repeating: 0, count: 700_000))
                    zip.entries[index].both { $0.byteCount = 128 << 20 }
                }
            }
        },
        forged("a preset of 2 MiB", "file ‘preset.json’ has 2097152 bytes, and at most 1048576 are allowed") { forge in
            forge.files = forge.files.filter { $0.name != Array("preset.json".utf8) }
            forge.add(Array("preset.json".utf8), [UInt8](repeating: 0x20, count: 2 << 20))
        },
    ]
}
