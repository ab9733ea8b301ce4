namespace AksExtensions.Arm;

/// <summary>A subscription.</summary>
/// <param name="Id">The ID, a GUID.</param>
/// <param name="Name">The display name.</param>
/// <param name="State">Enabled, Warned, PastDue, Disabled or Deleted.</param>
public sealed record SubscriptionInfo(string Id, string? Name, string? State);
