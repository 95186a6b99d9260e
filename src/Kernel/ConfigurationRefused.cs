// A configuration that cannot work. The host prints the message alone and ends; so it must hold the line to change.
namespace Cartwright.Kernel;

/// <summary>Thrown while the process is put together: by the host, or by a module's Register.</summary>
public sealed class ConfigurationRefused(string message) : Exception(message);
