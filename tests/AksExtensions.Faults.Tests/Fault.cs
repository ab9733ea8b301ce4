using AksExtensions.Emulator.Faults;

namespace AksExtensions.Faults.Tests;

/// <summary>A fault of a broken or hostile server.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Rule">The emulator's rule.</param>
public sealed record Fault(string Name, FaultRule Rule)
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("reset", new() { Action = FaultAction.Reset }),
        new("cut", new() { Action = FaultAction.Truncate }),
        new("drip", new() { Action = FaultAction.Drip }),
        new("never", new() { Action = FaultAction.Hang }),
        new("endless body", new() { Action = FaultAction.EndlessBody }),
        new("gzip bomb", new() { Action = FaultAction.GzipBomb }),
        new("HTML", new() { Action = FaultAction.Html }),
        new("HTML 404", new() { Action = FaultAction.Html, Status = 404 }),
        new("HTML 502", new() { Action = FaultAction.Html, Status = 502 }),
        new("empty 404", new() { Action = FaultAction.Status, Status = 404 }),
        new("404 of a gateway", new()
        {
            Action = FaultAction.Status,
            Status = 404,
            ErrorCode = "NoRegisteredProviderFound",
            Message = "No registered resource provider found for location 'eastus' and API version '2025-03-01' for type 'extensions'.",
        }),
        new("null", new() { Action = FaultAction.Null }),
        new("BOM", new() { Action = FaultAction.Bom }),
        new("error in 200", new() { Action = FaultAction.ErrorInBody }),
        new("foreign link", new() { Action = FaultAction.ForeignLink }),
        new("endless pages", new() { Action = FaultAction.EndlessPages }),
    ];

    /// <summary>Whether the real answer arrives, damaged at most by what a client must take: the command has to succeed.</summary>
    public bool IsHarmless => Rule.Action == FaultAction.Bom;

    /// <summary>Whether the next try finds everything as it should be, so that a command has to survive one of them.</summary>
    public bool IsSurvivedOnce => IsHarmless || Rule.Action is FaultAction.Reset or FaultAction.Truncate || Rule.Status == 502;

    /// <summary>Whether the emulator carries the request out in any case, because the fault is made of its real answer.</summary>
    public bool AlwaysArrives => Rule.Action is FaultAction.Truncate or FaultAction.Drip or FaultAction.Bom or FaultAction.ForeignLink;

    /// <summary>Whether it is a refusal in Azure's own words, which nobody sends behind a change that took effect.</summary>
    public bool IsRefusal => Rule.ErrorCode is not null;

    public override string ToString() => Name;
}
