using AksExtensions.Prerequisites;

namespace AksExtensions.Checks;

/// <summary>Checks each role that an identity needs before the extension works. A type without such roles has no such check.</summary>
internal static class PrerequisitesCheck
{
    public static IEnumerable<Finding> Check(CheckFacts facts) => facts.Roles.Select(state => Check(state, isPlanned: facts.Plan is not null));

    private static Finding Check(RoleState state, bool isPlanned)
    {
        var (role, name) = (state.Role, state.Role.Type.Check);
        return state switch
        {
            { HasRole: true } => Finding.Passed(name, RoleText.Has(role)),
            { HasRole: false } => Finding.Failed(name, RoleText.Lacks(role), $"Run Set-AksClusterExtension with -IncludePrerequisites, or run: {role.Commands}."),
            { Failure: { } failure } => Finding.Unknown(name, failure),
            _ when isPlanned => Finding.Warning(name, RoleText.WillNeed(role), "Create the extension with -IncludePrerequisites, which assigns the role."),
            _ => Finding.Warning(name, $"{RoleText.Needs(role)} {RoleText.Unknown(role)}", "Repeat the check when the last operation has ended."),
        };
    }
}
