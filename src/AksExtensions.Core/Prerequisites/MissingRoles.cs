namespace AksExtensions.Prerequisites;

/// <summary>Collects, on any thread, the roles that the extensions of a command need and do not have, for one warning.</summary>
internal sealed class MissingRoles
{
    private const int MostLines = 10;
    private const string Way = "Set-AksClusterExtension with the same parameters and -IncludePrerequisites assigns";

    private readonly object _gate = new();
    private readonly List<(ExtensionReference Extension, RoleState State)> _all = [];

    /// <summary>Adds a role, unless the identity has it.</summary>
    public void Add(ExtensionReference extension, RoleState state)
    {
        if (state.HasRole == true)
        {
            return;
        }

        lock (_gate)
        {
            _all.Add((extension, state));
        }
    }

    /// <summary>The warning; null when no role is missing.</summary>
    public string? Warning()
    {
        List<(ExtensionReference Extension, RoleState State)> all;
        lock (_gate)
        {
            all = [.. _all.OrderBy(one => one.Extension.Id, StringComparer.OrdinalIgnoreCase)];
        }

        return all switch
        {
            [] => null,
            [var (extension, state)] => $"{extension.Label}: {Sentences(state)}",
            _ => $"{all.Count} extensions need a role that they do not have or whose assignment is not known. {Way} the roles. To assign them yourself:"
                + string.Concat(all.Take(MostLines).Select(one => $"{Environment.NewLine}  {one.Extension.Label}: {one.State.Role.Commands ?? RoleText.WillNeed(one.State.Role)}"))
                + (all.Count > MostLines ? $"{Environment.NewLine}  ... and {all.Count - MostLines} more." : null)
                + (all.Select(one => one.State.Failure).FirstOrDefault(failure => failure is not null) is { } unread
                    ? $"{Environment.NewLine}Some assignments could not be read: {unread.Message}" : null),
        };
    }

    private static string Sentences(RoleState state)
    {
        var role = state.Role;
        return state switch
        {
            { HasRole: false } => $"{RoleText.Lacks(role)} {Way} it, or run: {role.Commands}.",
            { Failure: { } failure } when role.Commands is { } commands =>
                $"{RoleText.Needs(role)} Whether it has the role could not be read. {Way} it, or run: {commands}.{Environment.NewLine}{failure.Message}",
            _ when role is { Scope: not null, FollowsCreate: true } => $"{RoleText.WillNeed(role)} {Way} it.",
            _ => $"{RoleText.Needs(role)} {RoleText.Unknown(role)} {Way} it.",
        };
    }
}
