using AksExtensions.Commands;

namespace AksExtensions.Running;

/// <summary>Warns once in a process that -DefaultProfile does not select an account.</summary>
internal static class IgnoredProfile
{
    private static int s_warnings;

    /// <summary>Warns if the parameter was specified.</summary>
    public static void Warn(PSCmdlet cmdlet)
    {
        if (cmdlet.IsGiven(nameof(ClusterCmdlet.DefaultProfile)) && Interlocked.Increment(ref s_warnings) == 1)
        {
            cmdlet.WriteWarning(Messages.ProfileIgnored);
        }
    }
}
