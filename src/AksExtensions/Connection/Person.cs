using System.Management.Automation.Host;

namespace AksExtensions.Connection;

/// <summary>Whether the session is interactive. A runbook, a job or a build must never wait for a person.</summary>
internal static class Person
{
    private static readonly string[] InteractiveHosts = ["ConsoleHost", "Visual Studio Code Host", "Windows PowerShell ISE Host"];

    /// <summary>Whether someone may read what is written to this host: not in a runbook or a build, which log it.</summary>
    public static bool Sees(PSHost? host) => host?.UI is not null && !IsUnattended();

    /// <summary>Whether someone can answer questions at this host.</summary>
    public static bool IsAt(PSHost? host) =>
        host is not null
        && InteractiveHosts.Contains(host.Name)
        && Environment.UserInteractive
        && !Console.IsInputRedirected
        && !IsUnattended();

    private static bool IsUnattended() =>
        Environment.GetCommandLineArgs().Any(IsNonInteractive)
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))
        || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TF_BUILD"))
        || Environment.GetEnvironmentVariable("AZUREPS_HOST_ENVIRONMENT")?.StartsWith("AzureAutomation", StringComparison.OrdinalIgnoreCase) == true;

    // PowerShell accepts any unambiguous prefix (-noni, -nonint, ...), and --noni and /noni as well.
    private static bool IsNonInteractive(string argument) =>
        argument is ['-' or '/', ..]
        && argument.TrimStart('-', '/') is { Length: >= 4 } name
        && "NonInteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
