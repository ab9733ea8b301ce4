namespace AksExtensions.Emulator.Resources;

/// <summary>A subscription.</summary>
/// <param name="Id">The subscription's ID.</param>
/// <param name="DisplayName">Its name.</param>
/// <param name="TenantId">The directory that it belongs to.</param>
public sealed record Subscription(string Id, string DisplayName, string TenantId)
{
    /// <summary>The default tenant of subscriptions.</summary>
    public const string DefaultTenantId = "99999999-8888-7777-6666-555555555555";
}

/// <summary>A resource group.</summary>
public sealed record ResourceGroup(string SubscriptionId, string Name, string Location)
{
    /// <summary>The group's tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>The registration of a resource provider in a subscription.</summary>
/// <param name="SubscriptionId">The subscription.</param>
/// <param name="Namespace">The provider's namespace.</param>
/// <param name="State"><c>Registered</c>, <c>Registering</c>, <c>Unregistering</c> or <c>NotRegistered</c>.</param>
/// <param name="RegisteredAt">When Registering becomes Registered.</param>
public sealed record ProviderRegistration(string SubscriptionId, string Namespace, string State, DateTimeOffset? RegisteredAt = null);

/// <summary>A lock on a resource, a group or a subscription.</summary>
/// <param name="Scope">The ID of the locked resource, group or subscription.</param>
/// <param name="Name">The lock's name.</param>
/// <param name="Level"><c>CanNotDelete</c> or <c>ReadOnly</c>.</param>
/// <param name="Notes">The reason for the lock.</param>
public sealed record ResourceLock(string Scope, string Name, string Level, string? Notes = null);

/// <summary>A rule of the permissions API.</summary>
public sealed record PermissionRule(IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions);

/// <summary>Requests that the caller is not allowed to make: answered 403 AuthorizationFailed.</summary>
/// <param name="Method">The method; null for any.</param>
/// <param name="PathPattern">A regular expression for the path as sent, ignoring case.</param>
public sealed record Denial(string? Method, string PathPattern);
