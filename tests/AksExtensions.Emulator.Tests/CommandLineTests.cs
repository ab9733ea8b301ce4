using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class CommandLineTests
{
    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ArmEmulator).Assembly.Location, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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

    [Theory]
    [InlineData("--prot 1", "Unknown option '--prot'.")]
    [InlineData("--port", "The option '--port' needs a value.")]
    [InlineData("--port 70000", "'70000' is not a value for '--port'.")]
    [InlineData("--seed other", "'other' is not a value for '--seed'.")]
    public async Task A_wrong_option_is_told_and_ends_with_2(string arguments, string message)
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
