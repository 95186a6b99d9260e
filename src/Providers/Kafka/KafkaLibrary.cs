// Finds the native half of the Kafka client: Debian's librdkafka, under the names by which the managed half asks for it.
using System.Reflection;
using System.Runtime.InteropServices;
using Cartwright.Kernel;
using Confluent.Kafka;

namespace Cartwright.Kafka;

/// <summary>The native library. Call <see cref="Load"/> before anything of Confluent.Kafka is used.</summary>
public static class KafkaLibrary
{
    internal const string File = "librdkafka.so.1";

    // Only one resolver an assembly is allowed, and it must be in place before the first native call.
    private static readonly Lazy<bool> Resolving = new(() =>
    {
        NativeLibrary.SetDllImportResolver(typeof(Error).Assembly, Resolve);
        return true;
    });

    /// <summary>Makes the library ready. Throws <see cref="ConfigurationRefused"/> when it is not installed.</summary>
    public static void Load()
    {
        Find(File);
        _ = Resolving.Value;
    }

    internal static nint Find(string file) => NativeLibrary.TryLoad(file, out var library)
        ? library
        : throw new ConfigurationRefused($"Events=kafka needs {file}, which is not installed. Install it: sudo apt-get install librdkafka1");

    // The managed half asks for "librdkafka" with prefixes of distributions before it, and for libdl without the number that Debian's has.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name.Contains("rdkafka", StringComparison.Ordinal) ? Find(File)
        : name.Contains("libdl", StringComparison.Ordinal) ? NativeLibrary.Load("libdl.so.2")
        : 0;
}
