// The keys that sign tokens: files of the key folder. The newest signs, all of them verify, so that a key can be changed without signing
// anyone out.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.IdentityModel.Tokens;

namespace Cartwright.Identity;

/// <summary>Files <c>es256-1.pem</c>, <c>es256-2.pem</c>, …: the highest number signs. The first is made on the first start.</summary>
internal sealed class SigningKeyRing : ISigningKeys, IDisposable
{
    private const string P256 = "1.2.840.10045.3.1.7";

    private readonly ECDsa signer;

    public SigningKeyRing(KeyFolder folder)
    {
        if (!Directory.Exists(folder.Path) || Directory.GetFiles(folder.Path, "es256-*.pem").Length == 0)
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            folder.Keep("es256-1.pem", Encoding.ASCII.GetBytes(made.ExportPkcs8PrivateKeyPem()));
        }

        var keys = Directory.GetFiles(folder.Path, "es256-*.pem").OrderByDescending(Number).Select(Read).ToList();
        signer = keys[0];
        Public = [.. keys.Select(Verifying)];
        Signing = new SigningCredentials(
            new ECDsaSecurityKey(signer) { KeyId = SigningId, CryptoProviderFactory = new CryptoProviderFactory() },
            AccessTokenForm.Algorithm
        );
        foreach (var other in keys.Skip(1))
        {
            other.Dispose();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<VerifyingKey> Public { get; }

    /// <summary>The <c>kid</c> of new tokens.</summary>
    public string SigningId => Public[0].Id;

    /// <summary>What new tokens are signed with.</summary>
    public SigningCredentials Signing { get; }

    public void Dispose() => signer.Dispose();

    private static int Number(string path) =>
        int.TryParse(Path.GetFileNameWithoutExtension(path).AsSpan("es256-".Length), out var number)
            ? number
            : throw new ConfigurationRefused($"The key file {path} must be named es256-<number>.pem.");

    private static ECDsa Read(string path)
    {
        const string Instead =
            "Give an elliptic key on P-256 (openssl ecparam -name prime256v1 -genkey -noout), or take the file away: the others go on, and without any a new one is made.";
        try
        {
            var key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(path));
            return key.ExportParameters(false).Curve.Oid.Value == P256
                ? key
                : throw new ConfigurationRefused($"The key in {path} is not on P-256. {Instead}");
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            // What the library says may hold a part of the file.
            throw new ConfigurationRefused($"{path} holds no elliptic key in PEM. {Instead}");
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationRefused(
                $"The key file {path} cannot be read: {closed.Message} The process needs its keys: let its user read the folder {Path.GetDirectoryName(path)}."
            );
        }
    }

    // The id is the key's thumbprint (RFC 7638), so the same key has the same id in every process.
    private static VerifyingKey Verifying(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new VerifyingKey(Base64UrlEncoder.Encode(new ECDsaSecurityKey(key).ComputeJwkThumbprint()), point.X!, point.Y!);
    }
}
