namespace AksExtensions.Checks;

/// <summary>A fact from Azure, or the reason why it could not be read.</summary>
/// <typeparam name="T">The type of the fact.</typeparam>
internal sealed class Reading<T>
    where T : class
{
    private readonly T? _value;

    public Reading(T value) => _value = value;

    public Reading(AksExtensionException failure) => Failure = failure;

    /// <summary>Why the fact could not be read; null when it was.</summary>
    public AksExtensionException? Failure { get; }

    /// <summary>The fact; null when it could not be read.</summary>
    public T? Value => _value;

    /// <summary>Reads a fact.</summary>
    public static async Task<Reading<T>> OfAsync(Func<Task<T>> read)
    {
        try
        {
            return new(await read());
        }
        catch (AksExtensionException failure)
        {
            return new(failure);
        }
    }

    /// <summary>Reads a list to its end.</summary>
    public static Task<Reading<IReadOnlyList<T>>> OfAsync(IAsyncEnumerable<T> list) => Reading<IReadOnlyList<T>>.OfAsync(() => ToListAsync(list));

    /// <summary>Applies a check to the fact. Without a fact, the finding is that the check could not be made.</summary>
    public Finding? Judge(string check, Func<T, Finding?> judge) => _value is null ? Finding.Unknown(check, Failure!) : judge(_value);

    /// <summary>Reads all items of a list.</summary>
    internal static async Task<IReadOnlyList<T>> ToListAsync(IAsyncEnumerable<T> list)
    {
        var items = new List<T>();
        await foreach (var item in list)
        {
            items.Add(item);
        }

        return items;
    }
}
