using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using AksExtensions.Emulator.Faults;

namespace AksExtensions.Faults.Tests;

/// <summary>The table of results. It is written to the file that AKSEXTENSIONS_FAULT_TABLE names when all tests are done.</summary>
public sealed class FaultTable : IDisposable
{
    private readonly ConcurrentDictionary<Cell, Outcome> _outcomes = new();

    public void Add(Cell cell, Outcome outcome) => _outcomes[cell] = outcome;

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("AKSEXTENSIONS_FAULT_TABLE") is { Length: > 0 } file)
        {
            File.WriteAllText(file, Text());
        }
    }

    private string Text()
    {
        var text = new StringBuilder();
        var longest = _outcomes.IsEmpty ? TimeSpan.Zero : _outcomes.Values.Max(outcome => outcome.Elapsed);
        text.AppendLine("# Faults").AppendLine()
            .AppendLine("What each command ends with when a request meets a fault, once and always; at the change, before and behind it where both can be.")
            .AppendLine("Made by `dotnet run --project tests/AksExtensions.Quality -c Release -- faults`.").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{_outcomes.Count} cases, {_outcomes.Values.Sum(outcome => outcome.Violations.Count)} violations. "
                + $"The longest took {longest.TotalSeconds:F0} s of virtual time with a patience of {MatrixAzure.Patience.TotalSeconds:F0} s. "
                + $"Peak of memory: {Memory.Peak() / 1024 / 1024} MiB.");
        foreach (var command in Cell.Places.GroupBy(place => place.Command, place => place.Place))
        {
            var places = command.ToArray();
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {command.Key}").AppendLine()
                .AppendLine(CultureInfo.InvariantCulture, $"| fault | {string.Join(" | ", places)} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| --- |{string.Concat(places.Select(_ => " --- |"))}");
            foreach (var fault in Fault.All)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {fault} | {string.Join(" | ", places.Select(place => Words(command.Key, place, fault)))} |");
            }
        }

        return text.ToString();
    }

    private string Words(Command command, FaultPlace place, Fault fault)
    {
        var cells = Cell.Of(command, place).Where(cell => cell.Fault == fault && _outcomes.ContainsKey(cell)).ToArray();
        var words = cells.Select(cell => _outcomes[cell] is var outcome && outcome.Violations.Count > 0 ? $"**{outcome.Word}**" : outcome.Word).ToArray();
        return words.Distinct().Count() == 1 ? words[0] : string.Join(", ", cells.Zip(words, (cell, word) => $"{Kind(cell)}: {word}").Distinct());
    }

    private static string Kind(Cell cell) => string.Join(' ', new[]
    {
        cell.Once ? "once" : "always",
        cell.Place == FaultPlace.Change && !cell.Fault.AlwaysArrives ? cell.Arrives ? "behind" : "before" : "",
        cell.Occupied ? "occupied" : "",
    }.Where(word => word.Length > 0));
}
