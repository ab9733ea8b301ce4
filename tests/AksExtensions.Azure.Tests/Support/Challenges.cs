using System.Text;
using AksExtensions.Emulator;

namespace AksExtensions.Azure.Tests;

/// <summary>Continuous access evaluation: a 401 that says which claims the next token must have.</summary>
internal static class Challenges
{
    public const string Claims = """{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}""";

    /// <summary>Challenges the next request.</summary>
    public static void Add(ArmEmulator arm) => arm.Faults.Add(new()
    {
        Status = 401,
        Count = 1,
        Headers = new Dictionary<string, string>
        {
            ["WWW-Authenticate"] =
                "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", error=\"insufficient_claims\", "
                + $"claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(Claims))}\"",
        },
        ErrorCode = "InvalidAuthenticationToken",
        Message = "Continuous access evaluation resulted in challenge.",
    });
}
