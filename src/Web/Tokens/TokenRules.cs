// Whose tokens hold here, from Tokens:Issuer and Tokens:Audience.
namespace Cartwright.Web;

/// <summary>What tokens must say about who made them and for whom.</summary>
/// <param name="Issuer">The <c>iss</c> claim.</param>
/// <param name="Audience">The <c>aud</c> claim.</param>
public sealed record TokenRules(string Issuer = "cartwright", string Audience = "cartwright");
