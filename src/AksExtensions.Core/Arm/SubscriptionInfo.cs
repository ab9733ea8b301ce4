namespace AksExtensions.Arm;

/// <summary>A subscription.</summary>
/// <param name="Id">Its id, a GUID.</param>
/// <param name="Name">Its display name.</param>
/// <param name="State">Enabled, Warned, PastDue, Disabled or Deleted.</param>
public sealed record SubscriptionInfo(string Id, string? Name, string? State);
