// The few functions of librdkafka that make a mock cluster: https://github.com/confluentinc/librdkafka/blob/v2.16.0/src/rdkafka_mock.h
using System.Runtime.InteropServices;
using System.Text;

namespace Cartwright.KafkaMock;

internal static partial class MockBrokers
{
    private const string Library = "librdkafka";
    private const int Producer = 0;
    private const int Continue = 18;
    private const int ReasonBytesMax = 512;

    // The package's first library for x64 wants a libsasl2.so.3 that Debian and Ubuntu do not have;
    // the one beside it has no Kerberos and wants nothing.
    static MockBrokers() =>
        NativeLibrary.SetDllImportResolver(
            typeof(MockBrokers).Assembly,
            (name, assembly, path) =>
                name != Library ? 0
                : NativeLibrary.TryLoad("centos8-librdkafka", assembly, path, out var library) ? library
                : NativeLibrary.Load(name, assembly, path)
        );

    /// <summary>A client without brokers.</summary>
    public static nint Client()
    {
        var reason = new byte[ReasonBytesMax];
        var client = New(Producer, ConfigurationNew(), reason, ReasonBytesMax);
        return client != 0 ? client : throw new InvalidOperationException(Encoding.UTF8.GetString(reason).TrimEnd('\0'));
    }

    /// <summary>Brokers that listen on free ports of 127.0.0.1.</summary>
    public static nint Start(nint client, int brokers) =>
        ClusterNew(client, brokers) is var cluster and not 0
            ? cluster
            : throw new InvalidOperationException("librdkafka started no mock cluster.");

    /// <summary>Shares out partitions as soon as the first member of a group asks.</summary>
    public static void RebalanceAtOnce(nint cluster) => InitialRebalanceDelay(cluster, 0);

    /// <summary><c>host:port,…</c></summary>
    public static string Addresses(nint cluster) => Marshal.PtrToStringUTF8(Bootstraps(cluster)) ?? string.Empty;

    /// <summary>Gives SIGCONT back its default: the process goes on, and no call is interrupted.</summary>
    public static void GoOnQuietly() => Signal(Continue, 0);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint ConfigurationNew();

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint configuration, byte[] reason, nint reasonBytes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint ClusterNew(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void InitialRebalanceDelay(nint cluster, int milliseconds);
}
