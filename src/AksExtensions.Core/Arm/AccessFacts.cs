namespace AksExtensions.Arm;

/// <summary>One rule of what the caller may do (Microsoft.Authorization/permissions): the actions, less the ones taken out again.</summary>
/// <param name="Actions">Actions with <c>*</c> for anything, such as <c>Microsoft.KubernetesConfiguration/*/read</c>.</param>
/// <param name="NotActions">Actions in the same form that this rule does not give.</param>
public sealed record PermissionRule(IReadOnlyList<string> Actions, IReadOnlyList<string> NotActions);

/// <summary>Whether a subscription may use a resource provider.</summary>
/// <param name="Namespace">The provider's namespace, such as <c>Microsoft.KubernetesConfiguration</c>.</param>
/// <param name="State">Registered, Registering, NotRegistered, Unregistering or Unregistered; null when Azure did not say.</param>
public sealed record ProviderRegistration(string Namespace, string? State);

/// <summary>A lock on a resource, a resource group or a subscription (Microsoft.Authorization/locks).</summary>
/// <param name="Scope">The id of what is locked.</param>
/// <param name="Name">The lock's name.</param>
/// <param name="Level"><c>CanNotDelete</c> or <c>ReadOnly</c>; null when Azure did not say.</param>
/// <param name="Notes">Why it is there; null when nobody wrote that.</param>
public sealed record ManagementLock(string Scope, string Name, string? Level, string? Notes);
