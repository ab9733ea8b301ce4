namespace AksExtensions.Arm;

/// <summary>Who is signed in, as the token says.</summary>
/// <param name="Source">The source of the token: with Auto, the one that was selected.</param>
/// <param name="Account">A user's name, or the client ID of an application or managed identity; null when the token does not say.</param>
/// <param name="TenantId">The tenant; null when the token does not say.</param>
public sealed record SignedIn(TokenSource Source, string? Account, string? TenantId);
