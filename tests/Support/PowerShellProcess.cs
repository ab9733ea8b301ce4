using System.Diagnostics;

namespace AksExtensions.Tests;

/// <summary>How the tools of the tests start PowerShell.</summary>
internal static class PowerShellProcess
{
    /// <summary>
    /// The file of the PowerShell to use, a program or pwsh.dll; build.ps1 sets it to its own. Where it is not set, the one that
    /// .config/dotnet-tools.json names is used; that takes a working directory inside the repository.
    /// </summary>
    public const string Variable = "AKSEXTENSIONS_PWSH";

    /// <summary>The program and its first arguments, before PowerShell's own.</summary>
    public static string[] Command => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => ["dotnet", "pwsh"],
        var file when file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) => ["dotnet", file],
        var file => [file],
    };

    /// <summary>Creates the start information of a PowerShell with these arguments.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments) => new(Command[0], [.. Command[1..], .. arguments]);
}
