namespace AksExtensions.Prerequisites;

/// <summary>What messages say about the roles of extensions.</summary>
internal static class RoleText
{
    /// <summary>A plan: a role to assign.</summary>
    public static string Assign(RequiredRole role) => $"Assign {role.RoleText} to {Identity(role)}";

    /// <summary>A plan: an assignment to remove.</summary>
    public static string Remove(RequiredRole role) => $"Remove the assignment of {role.RoleText} to {role.PrincipalText}";

    /// <summary>What was done: a role was assigned.</summary>
    public static string Assigned(RequiredRole role) => $"Assigned {role.RoleText} to {role.PrincipalText}.";

    /// <summary>What was done: an assignment was removed.</summary>
    public static string Removed(RequiredRole role) => $"Removed the assignment of {role.RoleText} to {role.PrincipalText}.";

    /// <summary>What to do when a role could not be assigned for now.</summary>
    public const string Again = "Run Set-AksClusterExtension with the same parameters and -IncludePrerequisites when the cause is fixed.";

    /// <summary>What to do before the command that follows.</summary>
    public static string Ask(AksExtensionException failure) => failure.ErrorId switch
    {
        nameof(Errors.AuthorizationFailed) => "Ask someone who can assign roles at this scope (Role Based Access Control Administrator) to run: ",
        nameof(Errors.PrincipalNotFound) => "Wait a minute, then run: ",
        _ => "Fix the cause, then run: ",
    };

    /// <summary>An identity has a role.</summary>
    public static string Has(RequiredRole role) => Sentence($"{role.PrincipalText} has {role.RoleText}");

    /// <summary>An identity does not have a role.</summary>
    public static string Lacks(RequiredRole role) => Sentence($"{role.PrincipalText} does not have {role.RoleText}, which lets it {role.Type.Purpose}");

    /// <summary>An identity needs a role.</summary>
    public static string Needs(RequiredRole role) => Sentence($"{role.PrincipalText} needs {role.RoleText}, which lets it {role.Type.Purpose}");

    /// <summary>An identity needs a role that can be assigned only after the create.</summary>
    public static string WillNeed(RequiredRole role) => $"After the create, {role.PrincipalText} needs the role '{role.Type.Role}', which lets it {role.Type.Purpose}.";

    /// <summary>Why a role cannot be assigned or checked: the identity or the scope is not known.</summary>
    public static string Unknown(RequiredRole role) => role.Scope is null
        ? "The settings do not name this scope completely."
        : "Azure has not returned the identity.";

    private static string Identity(RequiredRole role) =>
        role is { PrincipalId: null, FollowsCreate: true } ? $"{role.PrincipalText}, which Azure creates with the extension" : role.PrincipalText;

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + ".";
}
