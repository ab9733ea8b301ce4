using System.Text.RegularExpressions;

namespace AksExtensions.Emulator.Faults;

/// <summary>The rules for faults. The first rule that matches and has hits left applies.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly RequestPlaces _places = new();

    internal FaultPlan()
    {
    }

    /// <summary>
    /// Raised with true when a fault begins to delay a request, and with false when the request continues. A test whose clock advances only
    /// while nothing is running uses it to distinguish waiting from work.
    /// </summary>
    public event Action<bool>? Holding;

    /// <summary>The rules, in order.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_lock)
                return [.. _entries.Select(e => e.Rule)];
        }
    }

    /// <summary>The number of requests that a rule applied to.</summary>
    public int Hits
    {
        get
        {
            lock (_lock)
                return _entries.Sum(e => e.Hits);
        }
    }

    /// <summary>Adds a rule after the others.</summary>
    /// <exception cref="ArgumentException">The pattern is not a regular expression, or the action needs a value that is missing.</exception>
    public void Add(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Action is FaultAction.Redirect or FaultAction.Link && rule.Url is null)
            throw new ArgumentException($"A rule with the action {rule.Action} needs a url.", nameof(rule));
        if (rule.Action == FaultAction.Link && rule.Target is null)
            throw new ArgumentException("A rule with the action Link needs a target: a header's name, or nextLink.", nameof(rule));
        var entry = new Entry(rule);
        lock (_lock)
            _entries.Add(entry);
    }

    /// <summary>The most common fault: a number of answers with this status, then normal answers.</summary>
    public void AddStatus(
        int status,
        int? count = 1,
        string? pathRegex = null,
        string? method = null,
        string? errorCode = null,
        string? message = null) =>
        Add(new FaultRule
        {
            Status = status,
            Count = count,
            PathRegex = pathRegex,
            Method = method,
            ErrorCode = errorCode,
            Message = message,
        });

    /// <summary>Removes all rules and forgets which extensions were changed.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _places.Forget();
        }
    }

    internal FaultRule? Take(string method, string target)
    {
        lock (_lock)
        {
            var place = _places.Note(method, target);
            foreach (var entry in _entries)
            {
                if (entry.Matches(method, target, place) && entry.Take())
                    return entry.Rule;
            }
        }

        return null;
    }

    /// <summary>Waits for a fault, using the clock and raising <see cref="Holding"/>.</summary>
    internal async Task HoldAsync(Func<Task> wait)
    {
        Holding?.Invoke(true);
        try
        {
            await wait();
        }
        finally
        {
            Holding?.Invoke(false);
        }
    }

    private sealed class Entry(FaultRule rule)
    {
        private readonly Regex? _path = rule.PathRegex is null
            ? null
            : new Regex(rule.PathRegex, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        private int _seen;

        public FaultRule Rule { get; } = rule;

        public int Hits { get; private set; }

        public bool Matches(string method, string target, FaultPlace? place) =>
            (Rule.Method is null || Rule.Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            && (Rule.At is null || Rule.At == place)
            && (_path is null || _path.IsMatch(target));

        public bool Take()
        {
            if (Hits >= Rule.Count || _seen++ < Rule.Skip)
                return false;
            Hits++;
            return true;
        }
    }
}
