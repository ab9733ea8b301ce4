using System.Text.Json;

namespace AksExtensions.Azure.Clients;

/// <summary>Finds lists that never end: pages that were already read, and pages without new items.</summary>
/// <param name="first">The first page.</param>
internal sealed class PageProgress(Uri first)
{
    // The service sends empty pages between full ones, but never many in a row.
    private const int MostIdlePages = 20;

    private readonly HashSet<Uri> _pages = [first];
    private readonly HashSet<int> _items = [];
    private bool _isNew;
    private int _idlePages;

    /// <summary>Counts an item of the page.</summary>
    public void Saw(JsonElement item)
    {
        var text = item.String("id") ?? item.GetRawText();
        _isNew |= _items.Add(text.GetHashCode(StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Ends a page.</summary>
    /// <param name="next">The link to the next page.</param>
    /// <returns>What is wrong with the list; null when it continues.</returns>
    public string? FindFault(Uri next)
    {
        _idlePages = _isNew ? 0 : _idlePages + 1;
        _isNew = false;
        return !_pages.Add(next) ? "a page links to a page that was already read"
            : _idlePages >= MostIdlePages ? $"{MostIdlePages} pages in a row have nothing new, and still link to another one"
            : null;
    }
}
