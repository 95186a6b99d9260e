// What an authenticator answered, as browsers write it (WebAuthn Level 3, PublicKeyCredential.toJSON): read within bounds, before anything
// looks into it.
using System.Buffers.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

/// <param name="Id">The credential's id.</param>
/// <param name="ClientData">What the browser says: the challenge it was asked with, and by which page.</param>
/// <param name="Attestation">Of a new passkey: its key; else empty.</param>
/// <param name="AuthenticatorData">Of a signature: what was signed with the browser's words; else empty.</param>
/// <param name="Signature">Empty for a new passkey.</param>
/// <param name="UserHandle">Whose passkey it says to be; null when it says nothing.</param>
/// <param name="Transports">How the browser reaches it, in words of the standard.</param>
internal sealed record PasskeyAnswer(
    byte[] Id,
    byte[] ClientData,
    byte[] Attestation,
    byte[] AuthenticatorData,
    byte[] Signature,
    byte[]? UserHandle,
    IReadOnlyList<string> Transports
)
{
    // WebAuthn: a credential id has at most 1,023 bytes, a user handle at most 64.
    private const int IdBytesMax = 1023;
    private const int HandleBytesMax = 64;
    private const int SignatureBytesMax = 1024;
    private const int ClientDataBytesMax = 4096;

    // An attestation with a chain of certificates has some thousand bytes.
    private const int DataBytesMax = 16_384;
    private const int TransportsMax = 8;
    private static readonly string[] KnownTransports = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>The id in base64url.</summary>
    public string CredentialId => Base64Url.EncodeToString(Id);

    /// <summary>The challenge that was answered, in base64url, or null where the browser's words are none.</summary>
    public string? Challenge
    {
        get
        {
            try
            {
                using var said = JsonDocument.Parse(ClientData, Strict);
                var root = said.RootElement;

                // A page of another's, in which ours was shown, has no business with our passkeys.
                return
                    root.ValueKind == JsonValueKind.Object
                    && !(root.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind == JsonValueKind.True)
                    && !root.TryGetProperty("topOrigin", out _)
                    && root.TryGetProperty("challenge", out var challenge)
                    && challenge.ValueKind == JsonValueKind.String
                    ? challenge.GetString()
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Refused with <c>validation_failed</c>.</summary>
    /// <param name="credential">The answer as it was sent.</param>
    /// <param name="makes">Whether it is of a new passkey.</param>
    public static Outcome<PasskeyAnswer> Read(JsonElement credential, bool makes)
    {
        var check = new Check();
        if (credential.ValueKind != JsonValueKind.Object || !credential.TryGetProperty("response", out var response))
        {
            return check
                .That(false, "credential", "must be what navigator.credentials answers, as its toJSON() writes it, with a response")
                .Refused!;
        }

        var answer = new PasskeyAnswer(
            Bytes(check, credential, "rawId", "credential", IdBytesMax),
            Bytes(check, response, "clientDataJSON", "credential.response", ClientDataBytesMax),
            makes ? Bytes(check, response, "attestationObject", "credential.response", DataBytesMax) : [],
            makes ? [] : Bytes(check, response, "authenticatorData", "credential.response", DataBytesMax),
            makes ? [] : Bytes(check, response, "signature", "credential.response", SignatureBytesMax),
            !makes && Has(response, "userHandle") ? Bytes(check, response, "userHandle", "credential.response", HandleBytesMax) : null,
            makes ? Words(response) : []
        );
        check.That(Is(credential, "type", "public-key"), "credential.type", "must be public-key");
        check.That(Is(credential, "id", answer.CredentialId), "credential.id", "must be the same as rawId");
        return check.Refused is { } refused ? refused : answer;
    }

    private static byte[] Bytes(Check check, JsonElement of, string name, string where, int max)
    {
        var field = $"{where}.{name}";
        if (of.ValueKind != JsonValueKind.Object || !of.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            check.That(false, field, "is required, in base64url");
            return [];
        }

        var text = value.GetString()!;
        if (text.Length == 0 || text.Length > Base64Url.GetEncodedLength(max) || !Base64Url.IsValid(text))
        {
            check.That(false, field, $"must be 1 to {max} bytes in base64url");
            return [];
        }

        return Base64Url.DecodeFromChars(text);
    }

    private static bool Has(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static bool Is(JsonElement of, string name, string text) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(text);

    // Only words that the shop knows are kept: they go back to browsers.
    private static IReadOnlyList<string> Words(JsonElement response) =>
        Has(response, "transports") && response.GetProperty("transports") is { ValueKind: JsonValueKind.Array } said
            ?
            [
                .. said.EnumerateArray()
                    .Take(TransportsMax)
                    .Where(one => one.ValueKind == JsonValueKind.String)
                    .Select(one => one.GetString()!)
                    .Where(KnownTransports.Contains)
                    .Distinct(),
            ]
            : [];
}
