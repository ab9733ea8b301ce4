using AksExtensions.Emulator.Faults;

namespace AksExtensions.Faults.Tests;

/// <summary>The commands of the matrix.</summary>
public enum Command
{
    New,
    Update,
    Remove,
    Get,
    Wait,
}

/// <summary>One case: a command and a fault.</summary>
/// <param name="Command">The command.</param>
/// <param name="Place">The request that meets the fault.</param>
/// <param name="Fault">The fault.</param>
/// <param name="Once">Whether only the first such request meets it; else all do.</param>
/// <param name="Arrives">Whether a change takes effect although its answer is bad.</param>
/// <param name="Occupied">Whether a create finds a healthy instance under its name.</param>
public sealed record Cell(Command Command, FaultPlace Place, Fault Fault, bool Once, bool Arrives = false, bool Occupied = false)
{
    /// <summary>The places at which each command sends a request.</summary>
    public static IReadOnlyList<(Command Command, FaultPlace Place)> Places { get; } =
    [
        (Command.New, FaultPlace.Look), (Command.New, FaultPlace.Change), (Command.New, FaultPlace.Poll), (Command.New, FaultPlace.FinalRead),
        (Command.Update, FaultPlace.Look), (Command.Update, FaultPlace.Change), (Command.Update, FaultPlace.Poll), (Command.Update, FaultPlace.FinalRead),
        (Command.Remove, FaultPlace.Change), (Command.Remove, FaultPlace.Poll),
        (Command.Get, FaultPlace.Look), (Command.Get, FaultPlace.List),
        (Command.Wait, FaultPlace.Look), (Command.Wait, FaultPlace.Poll), (Command.Wait, FaultPlace.FinalRead),
    ];

    /// <summary>All cases of a command at a place.</summary>
    public static IEnumerable<Cell> Of(Command command, FaultPlace place) =>
        from fault in Fault.All
        from once in new[] { true, false }
        from arrives in place != FaultPlace.Change || fault.AlwaysArrives || fault.IsRefusal ? [fault.AlwaysArrives] : new[] { false, true }
        from occupied in command == Command.New && place == FaultPlace.Look ? new[] { false, true } : [false]
        select new Cell(command, place, fault, once, arrives, occupied);

    /// <summary>The rule that makes the fault on a cluster.</summary>
    public FaultRule RuleFor(string cluster) =>
        Fault.Rule with { At = Place, PathRegex = $"/{cluster}/", Count = Once ? 1 : null, Execute = Arrives };

    public override string ToString() => string.Join(' ', new[]
    {
        $"{Command} at {Place}: {Fault}", Once ? "once" : "always", Place != FaultPlace.Change ? "" : Arrives ? "behind the change" : "before the change",
        Occupied ? "with an instance in its place" : "",
    }.Where(word => word.Length > 0));
}
