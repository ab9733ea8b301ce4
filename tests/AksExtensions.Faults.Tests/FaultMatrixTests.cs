using AksExtensions.Emulator.Faults;
using Xunit;

namespace AksExtensions.Faults.Tests;

/// <summary>
/// Every fault at every request of every command: no change is made twice, nothing is overwritten, no success is reported that did not
/// happen, no wait exceeds its limit, and memory is bounded.
/// </summary>
public sealed class FaultMatrixTests(FaultTable table) : IClassFixture<FaultTable>
{
    private const long MostMemory = 400L * 1024 * 1024;

    public static TheoryData<Command, FaultPlace> Places
    {
        get
        {
            var places = new TheoryData<Command, FaultPlace>();
            foreach (var (command, place) in Cell.Places)
            {
                places.Add(command, place);
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_command_bears_every_fault_at(Command command, FaultPlace place)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var azure = await MatrixAzure.StartAsync(cancellation);
        List<string> violations = [];
        foreach (var cell in Cell.Of(command, place))
        {
            var outcome = await azure.RunAsync(cell, cancellation);
            table.Add(cell, outcome);
            violations.AddRange(outcome.Violations.Select(violation => $"{cell}: {violation}"));
        }

        Assert.True(violations.Count == 0, $"{violations.Count} violations:{Environment.NewLine}{string.Join(Environment.NewLine, violations)}");
        var peak = Memory.Peak();
        Assert.True(peak < MostMemory, $"The peak of memory was {peak / 1024 / 1024} MiB.");
    }
}
