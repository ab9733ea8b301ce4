using System.Text.Json;
using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>
/// Reads the identity in a token, for display only. The token is not verified; Azure Resource Manager does that.
/// </summary>
internal static class TokenIdentity
{
    // A user's names, then those of applications and managed identities (v1 and v2 tokens), then the object.
    private static readonly string[] Accounts = ["upn", "unique_name", "preferred_username", "email", "appid", "azp", "oid"];

    /// <summary>The identity in a token; without names when the token is not a JSON Web Token.</summary>
    public static SignedIn Read(TokenSource source, string token)
    {
        try
        {
            var payload = token.Split('.') is [_, var part, _] ? part : string.Empty;
            using var claims = AnswerJson.Parse(Convert.FromBase64String(payload.Replace('-', '+').Replace('_', '/').PadRight((payload.Length + 3) / 4 * 4, '=')));
            return claims.RootElement.ValueKind == JsonValueKind.Object
                ? new(source, Accounts.Select(name => Text(claims.RootElement, name)).FirstOrDefault(text => text is not null), Text(claims.RootElement, "tid"))
                : new(source, null, null);
        }
        catch (Exception failure) when (failure is FormatException or JsonException)
        {
            return new(source, null, null);
        }
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
