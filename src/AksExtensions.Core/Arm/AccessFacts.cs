namespace AksExtensions.Arm;

/// <summary>One rule of the caller's permissions (Microsoft.Authorization/permissions): actions without the excluded ones.</summary>
/// <param name="Actions">Actions with <c>*</c> for anything, such as <c>Microsoft.KubernetesConfiguration/*/read</c>.</param>
/// <param name="NotActions">Excluded actions, in the same format.</param>
public sealed record PermissionRule(IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions);

/// <summary>The registration of a resource provider in a subscription.</summary>
/// <param name="Namespace">The provider's namespace, such as <c>Microsoft.KubernetesConfiguration</c>.</param>
/// <param name="State">Registered, Registering, NotRegistered, Unregistering or Unregistered; null when Azure returned none.</param>
public sealed record ProviderRegistration(string Namespace, string? State);

/// <summary>A lock on a resource, a resource group or a subscription (Microsoft.Authorization/locks).</summary>
/// <param name="Scope">The ID of the locked resource, group or subscription.</param>
/// <param name="Name">The lock's name.</param>
/// <param name="Level"><c>CanNotDelete</c> or <c>ReadOnly</c>; null when Azure returned none.</param>
/// <param name="Notes">The reason for the lock; null when there is none.</param>
public sealed record ManagementLock(string Scope, string Name, string? Level, string? Notes);
