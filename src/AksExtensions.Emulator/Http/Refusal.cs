using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Http;

/// <summary>The answers to a caller without a valid token.</summary>
internal static class Refusal
{
    public static ArmResponse Token(TokenState state)
    {
        var (code, message) = state switch
        {
            TokenState.Missing => ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."),
            TokenState.Expired => ("ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time."),
            _ => ("InvalidAuthenticationToken", "The access token is invalid."),
        };
        return ArmResponse.Error(StatusCodes.Status401Unauthorized, code, message).With(
            "WWW-Authenticate",
            $"Bearer authorization_uri=\"https://login.microsoftonline.com/{Subscription.DefaultTenantId}\", error=\"invalid_token\", "
            + $"error_description=\"{message}\"");
    }
}
