using Microsoft.Playwright;

namespace AksExtensions.Report.Tests;

/// <summary>The browser of this machine.</summary>
internal static class BrowserProgram
{
    // What keeps the browser itself from sending requests.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    /// <summary>How to start it; null when there is no Chromium, Chrome or Edge.</summary>
    public static BrowserTypeLaunchOptions? Options => Find() is { } program ? new() { ExecutablePath = program, Args = Arguments } : null;

    private static string? Find()
    {
        var names = OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe"] : new[] { "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge" };
        var programs = Environment.GetEnvironmentVariable("ProgramFiles");
        var programs32 = Environment.GetEnvironmentVariable("ProgramFiles(x86)");
        string?[] others =
        [
            programs is null ? null : Path.Combine(programs, "Google", "Chrome", "Application", "chrome.exe"),
            programs32 is null ? null : Path.Combine(programs32, "Microsoft", "Edge", "Application", "msedge.exe"),
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ];
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
            .Concat(others)
            .FirstOrDefault(File.Exists);
    }
}
