// The folder of secrets this process makes for itself: each file readable by its owner only, written whole or not at all.
// Processes that share a Service:Token derive their common secrets from it instead.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Web;

/// <summary>A folder of key files.</summary>
/// <param name="Path">Made when a file is kept in it.</param>
/// <param name="Shared">What several processes have in common, or null when there is only this one.</param>
public sealed record KeyFolder(string Path, string? Shared = null)
{
    /// <summary>The configured folder: <c>Keys</c>, else <c>keys</c> in the data folder <c>DataFolder</c>, else in ./data.</summary>
    public static KeyFolder Of(IConfiguration configuration) =>
        new(
            configuration["Keys"] ?? System.IO.Path.Combine(configuration["DataFolder"] ?? "data", "keys"),
            configuration["Service:Token"] is { Length: > 0 } shared ? shared : null
        );

    /// <summary>
    /// Bytes nobody else knows that stay the same from start to start: derived from what processes share (HKDF, RFC 5869), else random and
    /// kept in a file.
    /// </summary>
    public byte[] Secret(string file, int bytes)
    {
        if (Shared is not null)
        {
            return HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                Encoding.UTF8.GetBytes(Shared),
                bytes,
                info: Encoding.UTF8.GetBytes("cartwright:" + file)
            );
        }

        var kept = Read(file) ?? Keep(file, RandomNumberGenerator.GetBytes(bytes));
        return kept.Length >= bytes
            ? kept
            : throw new ConfigurationRefused(
                $"The key file '{file}' has {kept.Length} bytes and needs {bytes}. Delete it to have a new one made."
            );
    }

    /// <summary>The file's content, or null when there is none.</summary>
    public byte[]? Read(string file)
    {
        var path = System.IO.Path.Combine(Path, file);
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefused(
                $"The key file {path} cannot be read: {closed.Message} Let the process's user read the folder {Path}."
            );
        }
    }

    /// <summary>Writes a new file; when another process was first, its content counts and is returned.</summary>
    public byte[] Keep(string file, byte[] content)
    {
        try
        {
            return Write(file, content);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefused(
                $"The key file {System.IO.Path.Combine(Path, file)} cannot be written: {closed.Message} Make room, or let the process's user write the folder {Path} (Keys=<folder> gives another)."
            );
        }
    }

    private byte[] Write(string file, byte[] content)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        else
        {
            Directory.CreateDirectory(Path);
        }

        var path = System.IO.Path.Combine(Path, file);
        var draft = path + "." + Environment.ProcessId + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(draft, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, path, overwrite: false);
            return content;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return File.ReadAllBytes(path);
        }
    }
}
