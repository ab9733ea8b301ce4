using AksExtensions.Arm;

namespace AksExtensions.Parameters.Completion;

/// <summary>Completes subscriptions: their names are shown and searched, their IDs are inserted.</summary>
internal sealed class SubscriptionCompleter : Completer
{
    /// <inheritdoc/>
    protected override IEnumerable<Suggestion> Suggest(Tab tab, CommandLine line, TypedWord word) =>
        (tab.Ask<IReadOnlyList<SubscriptionInfo>>(async azure => await azure.SubscriptionsAsync()) ?? [])
            .OrderBy(subscription => subscription.Name, StringComparer.OrdinalIgnoreCase)
            .Select(subscription => new Suggestion(
                subscription.Id, string.Join(", ", new[] { subscription.Name, subscription.State, subscription.Id }.Where(part => !string.IsNullOrEmpty(part))))
            {
                Label = subscription.Name, SearchText = subscription.Name,
            });
}
