using AksExtensions.Demo;
using AksExtensions.Emulator;

// The emulator lives in this process, so it ends with it, whatever happens to the demonstration.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    stop.Cancel();
};

await using var arm = await ArmEmulator.StartAsync(
    new EmulatorOptions { Seed = "demo", OperationDuration = TimeSpan.FromSeconds(3) }, stop.Token);
Console.WriteLine($"The emulator of Azure Resource Manager listens on {arm.Endpoint}");

try
{
    if (PowerShellDemo.FindPowerShell() is { } pwsh)
    {
        return await PowerShellDemo.RunAsync(pwsh, arm, stop.Token);
    }

    Console.WriteLine("PowerShell (pwsh) was not found: these are the same steps through the service layer.");
    await ServiceDemo.RunAsync(arm, stop.Token);
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
