// An authenticator and its browser in software: answers as the standard says, or as somebody would who means harm.
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Identity;
using Cartwright.Web;

namespace Cartwright.Unit.Identity;

/// <summary>What is other than it should be; null is as it should.</summary>
/// <param name="Flags">Of the authenticator: 1 somebody is there, 4 it is the owner, 8 and 16 kept elsewhere too.</param>
internal sealed record Lie(
    string? Origin = null,
    string? RpId = null,
    byte? Flags = null,
    uint? Count = null,
    byte[]? UserHandle = null,
    bool NoUserHandle = false,
    string? Challenge = null,
    string? Type = null,
    string? More = null,
    Action<byte[]>? Data = null,
    Action<byte[]>? Signature = null,
    Action<byte[]>? Client = null
);

internal sealed class SoftAuthenticator : IDisposable
{
    public const string Origin = "https://shop.example.com";
    private const string RpId = "shop.example.com";
    private static readonly Lie Truth = new();
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private byte[] handle = [];

    /// <param name="counts">Whether it counts its signatures; synced passkeys do not.</param>
    public SoftAuthenticator(bool counts = true) => Counts = counts;

    public bool Counts { get; }

    public byte[] Id { get; set; } = RandomNumberGenerator.GetBytes(32);

    public uint Count { get; set; }

    public void Dispose() => key.Dispose();

    /// <summary>What <c>navigator.credentials.create</c> answers.</summary>
    public JsonElement Create(PasskeyAsk asked, Lie? lie = null)
    {
        lie ??= Truth;
        handle = Base64Url.DecodeFromChars(asked.PublicKey.GetProperty("user").GetProperty("id").GetString()!);
        var data = Data(lie, flags: 0x45, withKey: true);
        lie.Data?.Invoke(data);
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString(data);
        attestation.WriteEndMap();
        return Answer(
            new()
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(Client(asked, lie, "webauthn.create")),
                ["attestationObject"] = Base64Url.EncodeToString(attestation.Encode()),
                ["transports"] = new JsonArray("internal", "made-up"),
            }
        );
    }

    /// <summary>What <c>navigator.credentials.get</c> answers.</summary>
    public JsonElement Get(PasskeyAsk asked, Lie? lie = null)
    {
        lie ??= Truth;
        Count += Counts ? 1u : 0;
        var (data, client) = (Data(lie, flags: 0x05, withKey: false), Client(asked, lie, "webauthn.get"));
        var signature = key.SignData(
            [.. data, .. SHA256.HashData(client)],
            HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence
        );

        // Whoever stands between changes what was signed, or the signature.
        lie.Data?.Invoke(data);
        lie.Client?.Invoke(client);
        lie.Signature?.Invoke(signature);
        return Answer(
            new()
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client),
                ["authenticatorData"] = Base64Url.EncodeToString(data),
                ["signature"] = Base64Url.EncodeToString(signature),
                ["userHandle"] = lie.NoUserHandle ? null : Base64Url.EncodeToString(lie.UserHandle ?? handle),
            }
        );
    }

    private JsonElement Answer(JsonObject response) =>
        new JsonObject
        {
            ["id"] = Base64Url.EncodeToString(Id),
            ["rawId"] = Base64Url.EncodeToString(Id),
            ["type"] = "public-key",
            ["response"] = response,
            ["authenticatorAttachment"] = "platform",
            ["clientExtensionResults"] = new JsonObject(),
        }.Deserialize<JsonElement>(Json.Options);

    private static byte[] Client(PasskeyAsk asked, Lie lie, string type) =>
        Encoding.UTF8.GetBytes(
            $$"""{"type":"{{lie.Type ?? type}}","challenge":"{{lie.Challenge ?? asked.PublicKey.GetProperty("challenge").GetString()}}","origin":"{{lie.Origin ?? Origin}}","crossOrigin":false{{lie.More}}}"""
        );

    private byte[] Data(Lie lie, byte flags, bool withKey)
    {
        using var data = new MemoryStream();
        data.Write(SHA256.HashData(Encoding.UTF8.GetBytes(lie.RpId ?? RpId)));
        data.WriteByte(lie.Flags ?? flags);
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, lie.Count ?? Count);
        data.Write(count);
        if (withKey)
        {
            data.Write(new byte[16]);
            data.WriteByte((byte)(Id.Length >> 8));
            data.WriteByte((byte)Id.Length);
            data.Write(Id);
            data.Write(Key());
        }

        return data.ToArray();
    }

    private byte[] Key()
    {
        var point = key.ExportParameters(false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        foreach (var (label, value) in new[] { (1, 2), (3, -7), (-1, 1) })
        {
            cose.WriteInt32(label);
            cose.WriteInt32(value);
        }

        foreach (var (label, value) in new[] { (-2, point.X!), (-3, point.Y!) })
        {
            cose.WriteInt32(label);
            cose.WriteByteString(value);
        }

        cose.WriteEndMap();
        return cose.Encode();
    }
}
