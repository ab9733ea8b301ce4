using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AksExtensions.Emulator;

/// <summary>The command line of the emulator.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        A local Azure Resource Manager on 127.0.0.1, for AksExtensions.

          --port N                  the port; 0 (the default) selects a free one
          --state-file FILE         keeps the state when the emulator restarts, without protected settings
          --seed demo               starts with the clusters and extensions of the demonstration
          --operation-seconds S     how long a create, update or delete takes (3)
          --latency-ms N            how long to wait before every answer (0)
          --throttle                enforces Azure Resource Manager's token buckets
          --page-size N             the maximum number of items on a page (100)
          --certificate-file FILE   the file for the certificate of the authority; deleted at stop
          --fail-with MESSAGE       every create and update fails with this status message
          --stop-with-stdin         stops when standard input closes, and not on Ctrl+C
          --help                    shows this text

        When it is ready it prints one line of JSON:
          {"endpoint":"https://127.0.0.1:PORT","certificate":"FILE","accessToken":"...","subscriptionId":"..."}
        """;

    public EmulatorOptions Options { get; private init; } = new();

    public bool Help { get; private init; }

    public bool StopWithStandardInput { get; private init; }

    public static bool TryParse(string[] args, [NotNullWhen(true)] out CommandLine? command, [NotNullWhen(false)] out string? problem)
    {
        var parsed = new CommandLine { Options = new EmulatorOptions { Logging = WarningsOnStandardError } };
        for (var i = 0; i < args.Length; i++)
        {
            var (next, error) = Flag(parsed, args[i]) is { } flagged
                ? (flagged, null)
                : WithValue(parsed, args[i], i + 1 < args.Length ? args[i + 1] : null, ref i);
            if (next is null)
            {
                (command, problem) = (null, error!);
                return false;
            }

            parsed = next;
        }

        (command, problem) = (parsed, null);
        return true;
    }

    private static void WarningsOnStandardError(ILoggingBuilder logging)
    {
        // Only the ready line is written to standard output.
        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        // The program itself reports a failed start, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
    }

    private static CommandLine? Flag(CommandLine command, string name) => name switch
    {
        "--throttle" => command with { Options = command.Options with { Throttle = true } },
        "--stop-with-stdin" => command with { StopWithStandardInput = true },
        "--help" or "-h" => command with { Help = true },
        _ => null,
    };

    private static (CommandLine? Command, string? Problem) WithValue(CommandLine command, string name, string? value, ref int index)
    {
        var options = command.Options;
        Func<string, EmulatorOptions?>? set = name switch
        {
            "--port" => v => Number(v, 0, 65535) is { } n ? options with { Port = (int)n } : null,
            "--state-file" => v => options with { StateFile = v },
            "--seed" => v => v == "demo" ? options with { Seed = v } : null,
            "--operation-seconds" => v => Number(v, 0, 1e9) is { } n ? options with { OperationDuration = TimeSpan.FromSeconds(n) } : null,
            "--latency-ms" => v => Number(v, 0, 1e9) is { } n ? options with { Latency = TimeSpan.FromMilliseconds(n) } : null,
            "--page-size" => v => Number(v, 1, 1e6) is { } n ? options with { PageSize = (int)n } : null,
            "--certificate-file" => v => options with { CertificateFile = v },
            "--fail-with" => v => options with { FailWith = v },
            _ => null,
        };
        if (set is null)
            return (null, $"Unknown option '{name}'.");
        if (value is null)
            return (null, $"The option '{name}' needs a value.");
        index++;
        return set(value) is { } changed
            ? (command with { Options = changed }, null)
            : (null, $"'{value}' is not a value for '{name}'.");
    }

    private static double? Number(string text, double least, double most) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
}
