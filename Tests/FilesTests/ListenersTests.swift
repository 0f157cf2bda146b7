import Files
import Glibc
import TestSupport
import Testing

@Suite("whose programs listen at a port")
struct ListenersTests {
    @Test("is read from the kernel's table: sockets that listen, at that port")
    func table() {
        let text = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100
               1: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 2 1 0 100
               2: 0100007F:0BB8 0100007F:9999 01 00000000:00000000 00:00000000 00000000    44        0 3 1 0 100
               3: 0100007F:0BB9 00000000:0000 0A 00000000:00000000 00:00000000 00000000    55        0 4 1 0 100
               4: 00000000000000000000000001000000:0BB8 00000000000000000000000000000000:0000 0A 0:0 00:0 0  66 0 5
               5: short
            """
        #expect(Listeners.owners(ofPort: 3000, in: Array(text.utf8)) == [1000, 33, 66])
        #expect(Listeners.owners(ofPort: 3001, in: Array(text.utf8)) == [55])
        #expect(Listeners.owners(ofPort: 3000, in: []) == [])
    }

    @Test("is known of a port of this process")
    func own() throws {
        let server = try FaultServer { _ in .json("{}") }
        #expect(Listeners.owners(ofPort: server.port) == [geteuid()])
    }
}
