using System.Diagnostics;
using AksExtensions.Emulator;

namespace AksExtensions.Demo;

/// <summary>Runs demo.ps1, which imports the built module and uses it.</summary>
internal static class PowerShellDemo
{
    /// <summary>The path of pwsh; null when it is not on PATH.</summary>
    public static string? FindPowerShell()
    {
        var name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs the script.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(string pwsh, ArmEmulator arm, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(pwsh)
        {
            ArgumentList = { "-NoProfile", "-File", Path.Combine(AppContext.BaseDirectory, "demo.ps1"), Module() },
            Environment =
            {
                ["AKSEXTENSIONS_DEMO_ENDPOINT"] = arm.Endpoint.ToString(),
                ["AKSEXTENSIONS_DEMO_CERTIFICATE"] = arm.CertificateFile,
                ["AKSEXTENSIONS_DEMO_TOKEN"] = arm.AccessToken,
                ["AKSEXTENSIONS_DEMO_SUBSCRIPTION"] = arm.SubscriptionId,
            },
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{pwsh} could not be started.");
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string Module()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var manifest = Path.Combine(folder.FullName, "out", "AksExtensions", "AksExtensions.psd1");
            if (File.Exists(manifest))
            {
                return manifest;
            }
        }

        throw new FileNotFoundException("The built module (out/AksExtensions) was not found: build first.");
    }
}
