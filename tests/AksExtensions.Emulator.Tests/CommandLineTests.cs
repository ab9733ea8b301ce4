using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class CommandLineTests
{
    private static Process Start(params string[] arguments) => Launch(arguments);

    private static Process Launch(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ArmEmulator).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    [Fact]
    public async Task It_says_where_it_is_in_one_line_and_goes_with_its_parent()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var process = Start("--port", "0", "--seed", "demo", "--operation-seconds", "0.5", "--stop-with-stdin");
        var ready = JsonElement.Parse((await process.StandardOutput.ReadLineAsync(cancellation))!);
        Assert.Equal(["endpoint", "certificate", "accessToken", "subscriptionId"], ready.EnumerateObject().Select(p => p.Name));
        Assert.Matches(@"^https://127\.0\.0\.1:\d+$", ready.GetProperty("endpoint").GetString()!);
        var certificate = ready.GetProperty("certificate").GetString()!;
        Assert.True(File.Exists(certificate));

        process.StandardInput.Close();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync(cancellation));
        Assert.Equal("", await process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        Assert.Equal(0, process.ExitCode);
        Assert.False(File.Exists(certificate));
    }

    [Fact]
    public async Task What_a_killed_emulator_leaves_behind_is_deleted_by_the_next_one_and_nothing_else_is()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var folder = Directory.CreateTempSubdirectory("aksextensions-test-").FullName;
        try
        {
            using var alive = Start(folder, "--stop-with-stdin");
            using var killed = Start(folder, "--stop-with-stdin");
            var (kept, abandoned) = (await CertificateOf(alive), await CertificateOf(killed));
            killed.Kill();
            await killed.WaitForExitAsync(cancellation);
            Assert.True(File.Exists(abandoned));
            var other = Path.Combine(folder, "other.pem");
            await File.WriteAllTextAsync(other, "not ours", cancellation);
            foreach (var file in new[] { kept, abandoned, other })
                File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-1));

            using var next = Start(folder, "--stop-with-stdin");
            var own = await CertificateOf(next);

            Assert.Equal(new[] { kept, other, own }.Order(), Directory.GetFiles(folder, "*.pem").Order());
            next.StandardInput.Close();
            alive.StandardInput.Close();
            await Task.WhenAll(next.WaitForExitAsync(cancellation), alive.WaitForExitAsync(cancellation));
            Assert.Equal([other], Directory.GetFiles(folder, "*.pem"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        async Task<string> CertificateOf(Process process) =>
            JsonElement.Parse((await process.StandardOutput.ReadLineAsync(cancellation))!).GetProperty("certificate").GetString()!;

        static Process Start(string folder, params string[] arguments) => Launch(arguments, ("TMPDIR", folder), ("TMP", folder), ("TEMP", folder));
    }

    [Theory]
    [InlineData("--prot 1", "Unknown option '--prot'.")]
    [InlineData("--port", "The option '--port' needs a value.")]
    [InlineData("--port 70000", "'70000' is not a value for '--port'.")]
    [InlineData("--seed other", "'other' is not a value for '--seed'.")]
    public async Task A_wrong_option_is_reported_and_ends_with_2(string arguments, string message)
    {
        using var process = Start(arguments.Split(' '));
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith(message, error);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_line()
    {
        await using var arm = await ArmClient.StartAsync();
        using var process = Start("--port", arm.Emulator.Endpoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("address already in use", error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task Help_lists_the_options()
    {
        using var process = Start("--help");
        Assert.Contains("--operation-seconds", await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }
}
