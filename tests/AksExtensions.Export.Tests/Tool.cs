using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace AksExtensions.Tests;

/// <summary>Runs the Bicep compiler that the build fetched, and Terraform where it is installed.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static (int ExitCode, string Output, string Errors) Bicep(params string[] arguments)
    {
        var path = typeof(Tool).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(known => known.Key == "Bicep")?.Value;
        Assert.SkipWhen(path is null, "There is no package of the Bicep compiler for this platform.");
        if (!OperatingSystem.IsWindows())
        {
            // NuGet extracts files without the permission to run them.
            File.SetUnixFileMode(path!, File.GetUnixFileMode(path!) | UnixFileMode.UserExecute);
        }

        return Run(path!, null, arguments);
    }

    public static (int ExitCode, string Output, string Errors) Terraform(string folder, params string[] arguments)
    {
        var program = OperatingSystem.IsWindows() ? "terraform.exe" : "terraform";
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "Terraform is not installed, so its files are not checked.");
        return Run(path!, folder, arguments);
    }

    private static (int ExitCode, string Output, string Errors) Run(string path, string? folder, string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? string.Empty,
        };
        // Neither the user's configuration nor a check for updates belongs to a test.
        start.Environment["CHECKPOINT_DISABLE"] = "1";
        start.Environment.Remove("TF_CLI_CONFIG_FILE");
        start.Environment["AKSEXTENSIONS_TEST_SECRET"] = "value";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        Assert.True(process.WaitForExit(Patience), $"{path} {string.Join(' ', arguments)} does not end.");
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
    }
}
