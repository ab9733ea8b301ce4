using System.Diagnostics;

namespace AksExtensions.Quality;

/// <summary>Runs other programs.</summary>
internal static class Tool
{
    /// <summary>What a program says.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Read(string folder, string program, params string[] arguments)
    {
        var output = new StringWriter();
        return Start(folder, program, arguments, new Dictionary<string, string?>(), output.WriteLine, Timeout.InfiniteTimeSpan) == 0
            ? output.ToString()
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed:\n{output}");
    }

    /// <summary>Runs a program.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables beside the present ones; null takes one away.</param>
    /// <param name="say">Is given each line of its output and errors.</param>
    /// <param name="patience">How long it may take; then it is ended.</param>
    /// <returns>Its exit code; -1 when it was ended.</returns>
    public static int Start(
        string folder, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment, Action<string> say, TimeSpan patience)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var gate = new Lock();
        void Say(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is { } text)
            {
                lock (gate)
                {
                    say(text);
                }
            }
        }

        process.OutputDataReceived += Say;
        process.ErrorDataReceived += Say;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(patience))
        {
            process.WaitForExit();
            return process.ExitCode;
        }

        process.Kill(entireProcessTree: true);
        return -1;
    }
}
