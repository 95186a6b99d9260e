// What an authenticator is asked, and whether its answer holds (WebAuthn Level 3, 7.1 and 7.2). Signatures and keys are looked at by Fido2.
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Fido2NetLib;
using Fido2NetLib.Objects;

namespace Cartwright.Identity;

/// <summary>A passkey whose making holds.</summary>
/// <param name="PublicKey">COSE, in base64url.</param>
/// <param name="SignCount">Where its count begins.</param>
/// <param name="Synced">Whether it is kept beyond its device.</param>
internal sealed record NewPasskey(string PublicKey, long SignCount, bool Synced);

/// <summary>A signature that holds.</summary>
/// <param name="SignCount">What the authenticator has counted.</param>
/// <param name="Synced">Whether the passkey is kept beyond its device.</param>
internal sealed record PasskeySignature(long SignCount, bool Synced);

/// <summary>
/// Pure: challenges come from outside. Pages of one origin alone may ask, that of <c>Shop:Url</c>; its host is what passkeys are made for
/// (the RP id). Whoever holds the authenticator must show to be its owner each time (user verification), so that a passkey is two factors.
/// </summary>
internal sealed class PasskeyCeremony
{
    private const string KeyType = "public-key";

    // ES256, which every authenticator has, and RS256, which some of Windows have instead.
    private static readonly COSE.Algorithm[] Algorithms = [COSE.Algorithm.ES256, COSE.Algorithm.RS256];

    private readonly string url;
    private readonly Fido2Configuration? rules;
    private readonly Fido2 fido = null!;

    /// <param name="url">Where the pages are.</param>
    public PasskeyCeremony(string url)
    {
        this.url = url;
        var uri = new Uri(url);
        if (!IsSecure(uri))
        {
            return;
        }

        rules = new Fido2Configuration
        {
            RPID = uri.IdnHost,
            RPName = uri.Host,
            Origins = new HashSet<string>(StringComparer.Ordinal) { uri.GetLeftPart(UriPartial.Authority) },
        };
        fido = new Fido2(rules);
    }

    /// <summary>Why there can be no passkeys, or null: browsers give them to names under https alone, and to this machine.</summary>
    public Refusal? Unavailable =>
        rules is not null
            ? null
            : Refusal.Conflict(
                "passkeys_unavailable",
                $"Browsers make passkeys for a name under https alone, or for localhost, and the shop is at {url} (Shop:Url)."
            );

    /// <summary>What <c>navigator.credentials.create</c> is asked: PublicKeyCredentialCreationOptionsJSON of the standard.</summary>
    /// <param name="there">The account's passkeys: an authenticator that has one makes no second.</param>
    public JsonObject AskToMake(string challenge, Account account, IEnumerable<PasskeyRow> there) =>
        new()
        {
            ["rp"] = new JsonObject { ["id"] = rules!.RPID, ["name"] = rules.RPName },
            ["user"] = new JsonObject
            {
                ["id"] = Base64Url.EncodeToString(Handle(account.UserId)),
                ["name"] = account.Email,
                ["displayName"] = account.Name,
            },
            ["challenge"] = challenge,
            ["pubKeyCredParams"] = new JsonArray([.. Algorithms.Select(one => new JsonObject { ["type"] = KeyType, ["alg"] = (int)one })]),
            ["timeout"] = TimeoutMs,
            ["excludeCredentials"] = Named(there),
            ["authenticatorSelection"] = new JsonObject
            {
                ["residentKey"] = "required",
                ["requireResidentKey"] = true,
                ["userVerification"] = "required",
            },
            ["attestation"] = "none",
        };

    /// <summary>What <c>navigator.credentials.get</c> is asked: PublicKeyCredentialRequestOptionsJSON of the standard.</summary>
    /// <param name="allowed">Whose signature is asked for; empty where any passkey of the shop may sign.</param>
    public JsonObject AskToSign(string challenge, IEnumerable<PasskeyRow> allowed) =>
        new()
        {
            ["challenge"] = challenge,
            ["timeout"] = TimeoutMs,
            ["rpId"] = rules!.RPID,
            ["allowCredentials"] = Named(allowed),
            ["userVerification"] = "required",
        };

    /// <summary>The passkey, or null with why it does not hold.</summary>
    /// <param name="challenge">Which the shop has asked with, for this and this account.</param>
    public async Task<(NewPasskey? Made, string Why)> Made(PasskeyAnswer answer, string challenge, Account account)
    {
        try
        {
            var made = await fido.MakeNewCredentialAsync(
                new MakeNewCredentialParams
                {
                    AttestationResponse = new()
                    {
                        Id = answer.CredentialId,
                        RawId = answer.Id,
                        Type = PublicKeyCredentialType.PublicKey,
                        Response = new() { AttestationObject = answer.Attestation, ClientDataJson = answer.ClientData },
                    },
                    OriginalOptions = new()
                    {
                        Rp = new(rules!.RPID, rules.RPName, null),
                        User = new()
                        {
                            Id = Handle(account.UserId),
                            Name = account.Email,
                            DisplayName = account.Name,
                        },
                        Challenge = Base64Url.DecodeFromChars(challenge),
                        PubKeyCredParams = [.. Algorithms.Select(one => new PubKeyCredParam(one))],
                        Attestation = AttestationConveyancePreference.None,
                        AuthenticatorSelection = new()
                        {
                            ResidentKey = ResidentKeyRequirement.Required,
                            UserVerification = UserVerificationRequirement.Required,
                        },
                    },

                    // Whether another has it is looked at in the transaction that keeps it.
                    IsCredentialIdUniqueToUserCallback = (_, _) => Task.FromResult(true),
                }
            );
            return made.Id.AsSpan().SequenceEqual(answer.Id)
                ? (new NewPasskey(Base64Url.EncodeToString(made.PublicKey), made.SignCount, made.IsBackedUp), string.Empty)
                : (null, "The key is of another credential.");
        }
        catch (Exception fault) when (IsOfTheAnswer(fault))
        {
            return (null, fault.Message);
        }
    }

    /// <summary>The signature, or null with why it does not hold. Its count is compared where it is kept.</summary>
    /// <param name="challenge">Which the shop has asked with.</param>
    /// <param name="passkey">Which has signed, it says.</param>
    public async Task<(PasskeySignature? Signed, string Why)> Signed(PasskeyAnswer answer, string challenge, PasskeyRow passkey)
    {
        if (answer.UserHandle is { } handle && !handle.AsSpan().SequenceEqual(Handle(passkey.UserId)))
        {
            return (null, "The passkey says to be another user's.");
        }

        try
        {
            var signed = await fido.MakeAssertionAsync(
                new MakeAssertionParams
                {
                    AssertionResponse = new()
                    {
                        Id = answer.CredentialId,
                        RawId = answer.Id,
                        Type = PublicKeyCredentialType.PublicKey,
                        Response = new()
                        {
                            AuthenticatorData = answer.AuthenticatorData,
                            ClientDataJson = answer.ClientData,
                            Signature = answer.Signature,
                            UserHandle = answer.UserHandle,
                        },
                    },
                    OriginalOptions = new()
                    {
                        Challenge = Base64Url.DecodeFromChars(challenge),
                        RpId = rules!.RPID,
                        UserVerification = UserVerificationRequirement.Required,
                    },
                    StoredPublicKey = Base64Url.DecodeFromChars(passkey.PublicKey),
                    StoredSignatureCounter = 0,
                    IsUserHandleOwnerOfCredentialIdCallback = (_, _) => Task.FromResult(true),
                }
            );
            return (new PasskeySignature(signed.SignCount, signed.IsBackedUp), string.Empty);
        }
        catch (Exception fault) when (IsOfTheAnswer(fault))
        {
            return (null, fault.Message);
        }
    }

    /// <summary>What a passkey knows its user by: the id, which says nothing of anybody.</summary>
    public static byte[] Handle(string userId) => Encoding.UTF8.GetBytes(userId);

    private static long TimeoutMs => (long)Limits.ChallengeLife.TotalMilliseconds;

    private static JsonArray Named(IEnumerable<PasskeyRow> passkeys) =>
        new([
            .. passkeys.Select(one => new JsonObject
            {
                ["type"] = KeyType,
                ["id"] = one.CredentialId,
                ["transports"] = new JsonArray([
                    .. one.Transports.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (JsonNode)word),
                ]),
            }),
        ]);

    private static bool IsSecure(Uri uri) =>
        uri.HostNameType == UriHostNameType.Dns
        && !IPAddress.TryParse(uri.Host, out _)
        && (
            uri.Scheme == "https"
            || uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || uri.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        );

    // An answer comes from anybody: what is wrong with its bytes is told by these, and none of them is a fault of the shop.
    private static bool IsOfTheAnswer(Exception fault) =>
        fault
            is Fido2VerificationException
                or CborContentException
                or CryptographicException
                or JsonException
                or FormatException
                or ArgumentException
                or InvalidOperationException
                or OverflowException
                or IndexOutOfRangeException
                or NotSupportedException
                or InvalidCastException
                or KeyNotFoundException;
}
