// How a password is kept: PBKDF2-SHA512 with its own salt, written so that the cost can rise later (OWASP ASVS 5.0, appendix C).
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>Pure: the salt comes from outside.</summary>
internal static class Passwords
{
    private const string Scheme = "pbkdf2-sha512";
    private const int HashBytes = 32;

    /// <summary>Held against when there is no such account, so that the answer takes as long.</summary>
    public static readonly string Nobody =
        $"{Scheme}${Limits.PasswordIterations}$bm9ib2R5LW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /// <param name="password">As typed.</param>
    /// <param name="salt">Base64url, at least 16 bytes, never used twice.</param>
    /// <param name="iterations">The cost.</param>
    public static string Hash(string password, string salt, int iterations = Limits.PasswordIterations) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Scheme}${iterations}${salt}${Base64Url.EncodeToString(Derive(password, salt, iterations))}"
        );

    /// <summary>Whether it is the password, at the cost it was kept with, in constant time.</summary>
    public static bool Match(string password, string kept)
    {
        var parts = kept.Split('$');
        if (parts is not [Scheme, var iterations, var salt, var hash])
        {
            throw new InvalidOperationException("A kept password has a form that this version does not know.");
        }

        return CryptographicOperations.FixedTimeEquals(
            Derive(password, salt, int.Parse(iterations, CultureInfo.InvariantCulture)),
            Base64Url.DecodeFromChars(hash)
        );
    }

    private static byte[] Derive(string password, string salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password),
            Base64Url.DecodeFromChars(salt),
            iterations,
            HashAlgorithmName.SHA512,
            HashBytes
        );
}
