using System.Runtime.InteropServices;
using System.Text.Json;
using AksExtensions.Emulator;

if (!CommandLine.TryParse(args, out var command, out var problem))
{
    await Console.Error.WriteLineAsync($"{problem}\nTry --help.");
    return 2;
}

if (command.Help)
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
try
{
    await using var emulator = await ArmEmulator.StartAsync(command.Options, stop.Token);
    Console.WriteLine(JsonSerializer.Serialize(new
    {
        endpoint = emulator.Endpoint.GetLeftPart(UriPartial.Authority),
        certificate = emulator.CertificateFile,
        accessToken = emulator.AccessToken,
        subscriptionId = emulator.SubscriptionId,
    }));
    if (command.StopWithStandardInput)
        _ = StopWithStandardInputAsync();
    await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
    return 0;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (OperationCanceledException)
{
    return 0;
}

void Stop(PosixSignalContext context)
{
    // Otherwise the process ends here, and the certificate and the state stay as they are.
    context.Cancel = true;
    // Ctrl+C reaches every process of a terminal, but the process that holds our standard input may use it for something else.
    if (!(command.StopWithStandardInput && context.Signal == PosixSignal.SIGINT))
    {
        stop.Cancel();
    }
}

async Task StopWithStandardInputAsync()
{
    // When the process that started us ends or is killed, our standard input is closed.
    var buffer = new char[256];
    while (await Console.In.ReadAsync(buffer) > 0)
    {
    }

    await stop.CancelAsync();
}
