namespace AksExtensions.Faults.Tests;

/// <summary>Finds violations in a case, independent of the fault.</summary>
internal static class Judge
{
    private const int MostRequests = 400;

    public static Outcome Of(Facts facts)
    {
        var word = facts.Result switch
        {
            AksExtensionException failure => failure.ErrorId,
            Exception failure => failure.GetType().Name,
            "hung" => "hung",
            "nothing to remove" => "nothing to remove",
            _ => "ok",
        };
        return new(word, facts.Elapsed, facts.Requests, [.. Violations(facts, word)]);
    }

    private static IEnumerable<string> Violations(Facts facts, string word)
    {
        var cell = facts.Cell;
        if (facts.Result is Exception and not AksExtensionException)
        {
            yield return $"an error that nobody planned: {facts.Result}";
        }

        if (word == "hung")
        {
            yield return "it hung";
        }

        if (facts.WasUnbounded)
        {
            yield return "it read without a bound";
        }

        if (facts.Requests > MostRequests)
        {
            yield return $"it sent {facts.Requests} requests";
        }

        if (facts.Elapsed > MatrixAzure.Patience + MatrixAzure.LastLook)
        {
            yield return $"it waited {facts.Elapsed}";
        }

        if (facts.Operations.Count > 1)
        {
            yield return $"it changed {facts.Operations.Count} times";
        }

        if (cell.Occupied && (facts.Operations.Count > 0 || facts.After!.ConfigurationSettings["of"] != "somebody else"))
        {
            yield return "it overwrote an instance";
        }

        if (word == "nothing to remove")
        {
            yield return "it says that there is nothing to remove";
        }

        if (word == "ok" && !IsTrue(facts))
        {
            yield return "it says that all is well, and it is not";
        }

        if (word != "ok" && facts.Operations.Count > 0 && facts.Told.Contains("refused")
            && !(facts.Result is AksExtensionException failed && failed.Message.Contains("may have started", StringComparison.Ordinal)))
        {
            yield return $"it says that a change was refused which goes on in Azure ({word})";
        }

        if (word != "ok" && !cell.Occupied && (cell.Fault.IsHarmless || (cell.Once && cell.Fault.IsSurvivedOnce)))
        {
            yield return $"it does not survive what it must survive: {word}";
        }
    }

    /// <summary>Whether the result of a successful command is true.</summary>
    private static bool IsTrue(Facts facts) => (facts.Cell.Command, facts.Result) switch
    {
        (Command.Remove, _) => facts.After is null && facts.Operations.Count == 1,
        (Command.Get, IReadOnlyList<ClusterExtension> list) => list.Select(one => one.Name).SequenceEqual(["dapr", "flux"]),
        (Command.Get, ClusterExtension one) => one is { ExtensionType: "microsoft.flux", CurrentVersion: "1.18.2", ProvisioningState: "Succeeded" },
        (Command.Wait, ClusterExtension one) => Holds(one) && facts.After?.ProvisioningState == "Succeeded",
        (_, ClusterExtension one) => !facts.Cell.Occupied && Holds(one) && facts.After?.ProvisioningState == "Succeeded" && facts.Operations.Count == 1,
        _ => false,
    };

    private static bool Holds(ClusterExtension one) => one is { ExtensionType: "microsoft.flux", ProvisioningState: "Succeeded", CurrentVersion: "1.18.2" }
        && one.ConfigurationSettings.GetValueOrDefault("of") == "us";
}
